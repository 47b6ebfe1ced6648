/** brevet export: an account's IAM as JSON; with its secrets only from the data directory, and only encrypted. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createDurably } from '@brevet/server/backup'
import { dataFiles } from '@brevet/server/config'
import { managementAccountOf, readAccountHere } from '@brevet/server/transfer'
import { CALL_OPTIONS, refuseCallOptions } from '../../client/endpoint.ts'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { requireConfig } from '../../serverConfig.ts'
import { DATA_OPTIONS, rootKeyIn } from '../dataOptions.ts'
import { accountFile } from './accountFile.ts'
import { armored, SEAL_OPTIONS, sealOf } from './encryption.ts'
import { explaining, UNCHANGED } from '../dataFailures.ts'
import { isHere } from './importHere.ts'
import { record } from './json.ts'
import { readAccount } from './readAccount.ts'

async function fromDirectory(given: Arguments, terminal: Terminal): Promise<object> {
  const { config } = requireConfig(given, terminal)
  const files = dataFiles(config.dataDir, config.database)
  return explaining(async () => {
    const rootKey = await rootKeyIn(files, terminal)
    if (rootKey === undefined)
      throw new CommandError(
        `there is no root key in ${config.dataDir}, or this user may not see it.`,
        '--data-dir names the directory of the server.',
      )
    const accountId = given.values.get('account') ?? (await managementAccountOf({ files, rootKey }))
    const secretsRecordedIn = given.switches.has('with-secrets') ? config.homeRegion : undefined
    const task = { files, rootKey, accountId, ...(secretsRecordedIn === undefined ? {} : { secretsRecordedIn }) }
    const account = await readAccountHere(task)
    return { ...accountFile(account), ...stateOf(record(account)) }
  }, UNCHANGED)
}

const stateOf = ({ AccountState }: Readonly<Record<string, unknown>>): object =>
  AccountState === undefined ? {} : { AccountState }

function requireFree(given: Arguments, { cwd }: Terminal): string | undefined {
  const to = given.values.get('to')
  if (to === undefined) return undefined
  const path = resolve(cwd, to)
  if (existsSync(path)) throw taken(path)
  return path
}

const taken = (path: string): CommandError =>
  new CommandError(`${path} exists.`, 'Nothing is written over: name another file.')

/** Over the API it calls only operations that read, with the caller's own permissions. */
export const exportAccount: Command = {
  name: 'export',
  summary:
    "Print an account's IAM as JSON (users, groups, roles, policies, providers, ...), without or with its secrets.",
  options: [
    { flag: 'to', placeholder: 'FILE', description: 'Write to this new file (0600) instead of standard output.' },
    {
      flag: 'with-secrets',
      description: 'Also what is secret and what only a restore needs: from the data directory, encrypted.',
    },
    {
      flag: 'account',
      placeholder: 'ID',
      description: 'With a data directory: which account (default: the management account).',
    },
    ...SEAL_OPTIONS,
    ...DATA_OPTIONS,
    ...CALL_OPTIONS,
  ],
  notes: [
    'Without --data-dir (--config, --database, --with-secrets) it asks the server, as you; with it, it reads the directory, also while its server runs.',
    'The shape is that of `aws iam get-account-authorization-details`, and what that lacks. `brevet import` reads it.',
    'Exit status: 0 done, 1 refused or not reachable, 2 wrong usage.',
  ],
  async run(given, terminal) {
    if (given.values.has('account') && !isHere(given)) throw new UsageError('--account needs --data-dir')
    if (isHere(given)) refuseCallOptions(given)
    const path = requireFree(given, terminal)
    const seal = await sealOf(given, terminal)
    if (seal === undefined && given.switches.has('with-secrets'))
      throw new UsageError(
        '--with-secrets needs --recipient, --passphrase-file or --passphrase: secrets are never written plain',
      )
    const account = isHere(given) ? await fromDirectory(given, terminal) : await readAccount({ given, terminal })
    const json = `${JSON.stringify(account, null, seal === undefined ? 2 : 0)}\n`
    const bytes = seal === undefined ? Buffer.from(json) : await seal(json)
    if (path === undefined) terminal.out(seal === undefined ? json : armored(bytes))
    else if (!(await explaining(async () => createDurably(path, bytes), UNCHANGED))) throw taken(path)
    return 0
  },
}
