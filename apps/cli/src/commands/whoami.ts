/** brevet whoami: who the server says you are. */
import { callSts } from '../client/callSts.ts'
import { CALL_OPTIONS } from '../client/endpoint.ts'
import type { Command } from '../command.ts'

/** Source: STS API reference, GetCallerIdentity. */
export const whoami: Command = {
  name: 'whoami',
  summary: 'Who the server says you are.',
  options: [{ flag: 'json', description: "AWS's JSON instead of a line." }, ...CALL_OPTIONS],
  async run(given, terminal) {
    const { Account, Arn, UserId } = await callSts('GetCallerIdentity', {}, { given, terminal })
    terminal.out(
      given.switches.has('json') ? `${JSON.stringify({ UserId, Account, Arn }, null, 4)}\n` : `${String(Arn)}\n`,
    )
    return 0
  },
}
