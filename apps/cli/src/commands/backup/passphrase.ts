/** The passphrase of a key archive: from a file or the environment, never from the command line, where others read it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError, type Arguments, type Option, type Terminal } from '../../command.ts'

const VARIABLE = 'BREVET_BACKUP_PASSPHRASE'

/** Where the passphrase is read from. */
export const PASSPHRASE_OPTION: Option = {
  flag: 'passphrase-file',
  placeholder: 'FILE',
  description: `File whose first line is the passphrase; /dev/fd/3 reads a descriptor (default: ${VARIABLE}).`,
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? ''
  } catch {
    throw new CommandError(`cannot read ${path}.`, '--passphrase-file takes a file whose first line is the passphrase.')
  }
}

/** The passphrase. Throws CommandError where there is none. */
export function passphraseOf(given: Arguments, { cwd, env }: Terminal): string {
  const file = given.values.get('passphrase-file')
  const passphrase = file === undefined ? (env[VARIABLE] ?? '') : firstLine(resolve(cwd, file))
  if (passphrase !== '') return passphrase
  throw new CommandError('there is no passphrase for the keys.', `Give --passphrase-file FILE or set ${VARIABLE}.`)
}
