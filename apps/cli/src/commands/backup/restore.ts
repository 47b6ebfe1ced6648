/** brevet restore: a data directory from a backup; or, is this backup whole? */
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkBackup, openKeyFiles, restoreBackup, rootKeyAmong } from '@brevet/server/backup'
import type { CheckedBackup, KeyFile } from '@brevet/server/backup'
import { auditKey } from '@brevet/server/keys'
import { CommandError, required, UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { contents } from './backup.ts'
import { explaining } from '../dataFailures.ts'
import { readRootKey } from '../dataOptions.ts'
import { shellWord } from '../../output.ts'
import { PASSPHRASE_OPTION, passphraseOf } from './passphrase.ts'

const NEXT =
  'Nothing was written. --from names a directory that `brevet backup` made, --data-dir one that does not exist yet.'

interface Keys {
  readonly files: readonly KeyFile[]
  /** Checks seals. */
  readonly audit: KeyObject | undefined
}

function archiveBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    throw new CommandError(`cannot read ${path}.`, '--keys takes a file that `brevet backup --keys-to` made.')
  }
}

async function keysOf(given: Arguments, terminal: Terminal): Promise<Keys> {
  const named = given.values.get('keys')
  const files =
    named === undefined
      ? []
      : await openKeyFiles(archiveBytes(resolve(terminal.cwd, named)), passphraseOf(given, terminal))
  const fromEnv = terminal.env['BREVET_ROOT_KEY']
  const root =
    rootKeyAmong(files) ?? (fromEnv === undefined || fromEnv === '' ? undefined : await readRootKey('', fromEnv))
  return { files, audit: root === undefined ? undefined : auditKey(root) }
}

function report({ findings, manifest }: CheckedBackup): string {
  const seals = findings.keyed
    ? 'hashes and seals are right'
    : 'hashes are right; seals were not checked (give --keys or BREVET_ROOT_KEY)'
  return `backup of ${manifest.createdAt}: ${manifest.parts.length} files, ${seals}\n${contents(findings)}\n`
}

const aboutKeys = (dataDir: string, keys: Keys): string =>
  keys.files.length > 0
    ? `Start it with: brevet serve --data-dir ${shellWord(dataDir)}\n`
    : `The keys are not there yet: put the files of the old keys directory into ${dataDir}/keys (0600) before it is started.\n`

/** Exit code 0 where the backup is whole (and restored), 1 where it is not or could not be restored, 2 for wrong usage. */
export const restore: Command = {
  name: 'restore',
  summary: 'Make a data directory of a backup, or check a backup with --verify.',
  options: [
    { flag: 'from', placeholder: 'DIR', description: 'The backup (needed).' },
    { flag: 'data-dir', placeholder: 'DIR', description: 'The new data directory: must not exist, or be empty.' },
    {
      flag: 'verify',
      description: 'Without --data-dir: only check the backup. With it: check the backup before and the result after.',
    },
    { flag: 'keys', placeholder: 'FILE', description: 'What `brevet backup --keys-to` wrote: puts the keys back.' },
    PASSPHRASE_OPTION,
    { flag: 'json', description: 'The result as JSON.' },
  ],
  notes: ['Exit status: 0 whole (and restored), 1 a fault, which is named (nothing is left behind), 2 wrong usage.'],
  async run(given, terminal) {
    const from = resolve(terminal.cwd, required(given, 'from'))
    const target = given.values.get('data-dir')
    const verify = given.switches.has('verify')
    if ((target === undefined || target === '') && !verify) throw new UsageError('--data-dir or --verify is needed')
    const { keys, result } = await explaining(async () => {
      const keys = await keysOf(given, terminal)
      const checked = verify ? await checkBackup(from, keys.audit) : undefined
      if (target === undefined || target === '') return { keys, result: checked }
      const to = resolve(terminal.cwd, target)
      const task = { from, to, key: keys.audit, keys: keys.files, stop: terminal.stop }
      return { keys, result: await restoreBackup(task) }
    }, NEXT)
    if (result === undefined) throw new UsageError('--data-dir or --verify is needed')
    terminal.out(given.switches.has('json') ? `${JSON.stringify(result)}\n` : report(result))
    if (target !== undefined && target !== '') terminal.err(aboutKeys(resolve(terminal.cwd, target), keys))
    return 0
  },
}
