/** brevet import --data-dir: an account with its secrets into a data directory that no server uses. */
import { dataFiles } from '@brevet/server/config'
import { checkedState, restoreAccount } from '@brevet/server/transfer'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Terminal } from '../../command.ts'
import { shellWord } from '../../output.ts'
import { requireConfig } from '../../serverConfig.ts'
import { record } from './json.ts'
import { explaining, UNCHANGED } from '../dataFailures.ts'
import { printChanges } from './report.ts'

/** True where the options name a data directory and not a server. */
export const isHere = (given: Arguments): boolean =>
  ['data-dir', 'database', 'config'].some((flag) => given.values.has(flag)) || given.switches.has('with-secrets')

/**
 * Restores what an export --with-secrets holds: all of it or nothing. `file` is its JSON. Throws CommandError where it has
 * no secrets, and where it cannot be.
 */
export async function importHere(file: unknown, given: Arguments, terminal: Terminal): Promise<0> {
  if (given.lists.has('account-map'))
    throw new UsageError('--account-map does not go with --data-dir: ids are restored as they were')
  const { AccountState } = record(file)
  if (AccountState === undefined)
    throw new CommandError(
      'there are no secrets in this file.',
      'Import it over the API, without --data-dir, or export it anew with --with-secrets.',
    )
  const { config } = requireConfig(given, terminal)
  const isDryRun = given.switches.has('dry-run')
  const { changes, isNew } = await explaining(
    () =>
      restoreAccount({
        state: checkedState(AccountState),
        files: dataFiles(config.dataDir, config.database),
        rootKey: terminal.env['BREVET_ROOT_KEY'],
        homeRegion: config.homeRegion,
        isDryRun,
      }),
    UNCHANGED,
  )
  if (given.switches.has('json')) terminal.out(`${JSON.stringify(changes, null, 2)}\n`)
  else
    printChanges(
      changes.map((change) => ({ ...change, problems: [] })),
      terminal,
    )
  if (isNew && !isDryRun)
    terminal.err(
      `${config.dataDir} is new; the account is its management account. Start it with: brevet serve --data-dir ${shellWord(config.dataDir)}\n`,
    )
  return 0
}
