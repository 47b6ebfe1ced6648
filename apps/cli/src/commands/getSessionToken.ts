/** brevet get-session-token: short-lived credentials of your own. */
import { callSts } from '../client/callSts.ts'
import { UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { credentialsIn, formatOf, printCredentials } from '../output.ts'
import { printAssumedRole } from './assumeRole.ts'
import { SESSION_OPTIONS, sessionParameters } from './sessionOptions.ts'

/** Source: STS API reference, GetSessionToken; --policy and --policy-arns are Brevet's own (contract.md). */
export const getSessionToken: Command = {
  name: 'get-session-token',
  summary: 'Short-lived credentials of your own, narrowed by a policy if you like.',
  options: [
    ...SESSION_OPTIONS,
    { flag: 'role-arn', placeholder: 'ARN', description: 'Credentials of this role instead (AssumeRole).' },
    { flag: 'role-session-name', placeholder: 'NAME', description: 'With --role-arn: name of the session.' },
  ],
  async run(given, terminal) {
    if (given.values.has('role-arn')) return printAssumedRole(given, terminal)
    if (given.values.has('role-session-name')) throw new UsageError('--role-session-name needs --role-arn')
    const format = formatOf(given.values.get('output'), given.switches.has('json'))
    const answer = await callSts('GetSessionToken', await sessionParameters(given, terminal), { given, terminal })
    terminal.out(printCredentials(format, credentialsIn(answer), answer))
    return 0
  },
}
