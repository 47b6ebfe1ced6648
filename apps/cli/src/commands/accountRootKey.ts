/** brevet account root-key: break-glass keys of an account's root user, on the server's own host only. */
import { openRootKeys } from '@brevet/server/rootkeys'
import { dataFiles } from '@brevet/server/config'
import { CommandError, required, UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { requireConfig } from '../serverConfig.ts'
import { explaining } from './dataFailures.ts'
import { DATA_OPTIONS, rootKeyIn } from './dataOptions.ts'

/** Needs the data directory and the root key, not a credential: whoever has those owns the deployment. */
export const accountRootKey: Command = {
  name: 'account root-key',
  summary: "Create or delete the access keys of an account's root user (on the server's host).",
  operands: 'create|delete',
  options: [
    { flag: 'account', placeholder: 'ID', description: 'The account (needed).' },
    {
      flag: 'access-key-id',
      placeholder: 'ID',
      description: 'With delete: only this key (default: all keys of the root user).',
    },
    ...DATA_OPTIONS,
  ],
  async run(given, terminal) {
    const [verb, ...more] = given.rest
    if ((verb !== 'create' && verb !== 'delete') || more.length > 0) throw new UsageError('say create or delete')
    const account = required(given, 'account')
    const { config } = requireConfig(given, terminal)
    const files = dataFiles(config.dataDir, config.database)
    const rootKey = await rootKeyIn(files, terminal)
    if (rootKey === undefined)
      throw new CommandError(
        `there is no root key in ${config.dataDir}, or this user may not see it.`,
        '--data-dir names the directory of the server.',
      )
    const keys = await explaining(
      () => openRootKeys(files, rootKey, config.homeRegion),
      'Nothing was changed. --data-dir names the directory of the server; `brevet serve` of this version brings an older one up to date.',
    )
    try {
      if (verb === 'create') {
        const { id, secret } = await keys.create(account)
        terminal.out(
          `${JSON.stringify({ AccessKey: { AccessKeyId: id, SecretAccessKey: secret, Status: 'Active' } }, null, 4)}\n`,
        )
      } else {
        const gone = await keys.delete(account, given.values.get('access-key-id'))
        terminal.out(`${gone.map((id) => `deleted ${id}`).join('\n')}\n`)
      }
      return 0
    } catch (error) {
      throw error instanceof Error && error.name === 'ServiceError'
        ? new CommandError(error.message, 'Nothing was changed. --account takes the id of an account of this server.')
        : error
    } finally {
      await keys.close()
    }
  },
}
