/** What commands that read a data directory directly need. */
import { systemRandom } from '@brevet/server/random'
import type { DataFiles } from '@brevet/server/config'
import { auditKey, rootKeyOf } from '@brevet/server/keys'
import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { CommandError } from '../command.ts'
import type { Option, Terminal } from '../command.ts'
import { CONFIG_OPTIONS } from '../serverConfig.ts'

/** Where the data is. */
export const DATA_OPTIONS: readonly Option[] = CONFIG_OPTIONS.filter(({ flag }) =>
  ['data-dir', 'database', 'config'].includes(flag),
)

/** The root key of a data directory, from BREVET_ROOT_KEY or its file; undefined where neither is there: none is ever made. Throws CommandError. */
export async function rootKeyIn(files: DataFiles, { env }: Terminal): Promise<KeyObject | undefined> {
  const given = env['BREVET_ROOT_KEY']
  if ((given === undefined || given === '') && !existsSync(files.rootKey)) return undefined
  return readRootKey(files.rootKey, given)
}

/** The root key in `given`, else in the file at `path`. Throws CommandError where that is none. */
export async function readRootKey(path: string, given: string | undefined): Promise<KeyObject> {
  try {
    return await rootKeyOf(path, given, systemRandom)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'the root key cannot be read'
    throw new CommandError(
      `${why}.`,
      'It takes the root key of the server: BREVET_ROOT_KEY where that is set, else the file.',
    )
  }
}

/** The key of the audit log's checkpoints, where the root key is at hand. */
export async function auditKeyOf(files: DataFiles, terminal: Terminal): Promise<KeyObject | undefined> {
  const rootKey = await rootKeyIn(files, terminal)
  return rootKey === undefined ? undefined : auditKey(rootKey)
}
