/** brevet backup: a consistent copy of a data directory while its server runs. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createDurably, makeBackup, readKeyFiles, sealKeyFiles } from '@brevet/server/backup'
import type { Findings } from '@brevet/server/backup'
import { systemClock } from '@brevet/server/clock'
import { dataFiles } from '@brevet/server/config'
import type { DataFiles } from '@brevet/server/config'
import { auditKey } from '@brevet/server/keys'
import { systemRandom } from '@brevet/server/random'
import { CommandError, required } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { requireConfig } from '../../serverConfig.ts'
import { DATA_OPTIONS, rootKeyIn } from '../dataOptions.ts'
import { explaining } from '../dataFailures.ts'
import { PASSPHRASE_OPTION, passphraseOf } from './passphrase.ts'

const NEXT = 'Nothing was written. --data-dir names the directory of the server, --to one that does not exist yet.'

/** What a backup or a restored directory was found to hold. */
export const contents = ({ accounts, auditRecords, auditSegments, roles, schemaVersion, users }: Findings): string =>
  `${accounts} accounts, ${users} users, ${roles} roles (schema version ${schemaVersion}); ` +
  `${auditRecords} audit records in ${auditSegments} segments, chain whole`

/** The encrypted keys and where they go, made before anything is written. */
async function keyArchive(given: Arguments, terminal: Terminal, files: DataFiles) {
  const to = given.values.get('keys-to')
  if (to === undefined) return undefined
  const path = resolve(terminal.cwd, to)
  if (existsSync(path)) throw new CommandError(`${path} exists.`, 'Nothing is written over: name another file.')
  return { path, bytes: await sealKeyFiles(readKeyFiles(files.keys), passphraseOf(given, terminal), systemRandom) }
}

function aboutKeys(files: DataFiles, archive: { readonly path: string } | undefined): string {
  if (archive === undefined)
    return `The keys are not in it. Without ${files.keys} (or BREVET_ROOT_KEY) nobody can use it: keep them apart, --keys-to FILE.\n`
  const lacks = existsSync(files.rootKey)
    ? ''
    : ' The root key is in BREVET_ROOT_KEY and not in there: keep it yourself.'
  return `The keys are in ${archive.path}, encrypted to the passphrase.${lacks}\n`
}

/** Exit code 0 where the backup is complete and was checked, 1 where it was not made, 2 for wrong usage. */
export const backup: Command = {
  name: 'backup',
  summary: 'Copy database and audit log to a new directory while the server runs; the keys go to a file of their own.',
  options: [
    { flag: 'to', placeholder: 'DIR', description: 'The backup: a directory that does not exist yet (needed).' },
    {
      flag: 'keys-to',
      placeholder: 'FILE',
      description: 'Also write the keys, encrypted to a passphrase, to this new file (0600).',
    },
    PASSPHRASE_OPTION,
    { flag: 'json', description: 'The result as JSON.' },
    ...DATA_OPTIONS,
  ],
  notes: ['Exit status: 0 done and checked, 1 not made (nothing is left behind), 2 wrong usage.'],
  async run(given, terminal) {
    const to = resolve(terminal.cwd, required(given, 'to'))
    const { config } = requireConfig(given, terminal)
    const files = dataFiles(config.dataDir, config.database)
    const rootKey = await rootKeyIn(files, terminal)
    if (rootKey === undefined)
      throw new CommandError(`there is no root key in ${config.dataDir}, or this user may not see it.`, NEXT)
    const { findings, keys, manifest } = await explaining(async () => {
      const archive = await keyArchive(given, terminal, files)
      const task = { files, to, key: auditKey(rootKey), clock: systemClock, stop: terminal.stop }
      return { keys: archive, ...(await makeBackup(task)) }
    }, NEXT)
    const complete = `The backup ${to} is complete, but without its keys: make another one with --keys-to.`
    if (keys !== undefined && !(await explaining(async () => createDurably(keys.path, keys.bytes), complete)))
      throw new CommandError(`${keys.path} has come to exist meanwhile.`, complete)
    if (given.switches.has('json')) terminal.out(`${JSON.stringify({ to, ...manifest, findings })}\n`)
    else terminal.out(`${to}: ${contents(findings)}\n`)
    terminal.err(aboutKeys(files, keys))
    return 0
  },
}
