/** brevet export: an account's IAM as JSON, without secrets. */
import { resolve } from 'node:path'
import { createDurably } from '@brevet/server/backup'
import { CALL_OPTIONS } from '../../client/endpoint.ts'
import { CommandError } from '../../command.ts'
import type { Command } from '../../command.ts'
import { readAccount } from './readAccount.ts'

/** Calls only operations that read, with the caller's own permissions. */
export const exportAccount: Command = {
  name: 'export',
  summary: "Print your account's IAM as JSON (users, groups, roles, policies, providers, ...; no secrets).",
  options: [
    { flag: 'to', placeholder: 'FILE', description: 'Write to this new file (0600) instead of standard output.' },
    ...CALL_OPTIONS,
  ],
  notes: [
    'The shape is that of `aws iam get-account-authorization-details`, and what that lacks. `brevet import` reads it.',
    'Exit status: 0 done, 1 refused or not reachable, 2 wrong usage.',
  ],
  async run(given, terminal) {
    const json = `${JSON.stringify(await readAccount({ given, terminal }), null, 2)}\n`
    const to = given.values.get('to')
    if (to === undefined) terminal.out(json)
    else if (!createDurably(resolve(terminal.cwd, to), Buffer.from(json)))
      throw new CommandError(`${resolve(terminal.cwd, to)} exists.`, 'Nothing is written over: name another file.')
    return 0
  },
}
