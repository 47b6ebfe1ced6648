/** brevet guardrails show: what holds in your account, and where it comes from. */
import type { Command } from '../../command.ts'
import { callGuardrails, GUARDRAIL_OPTIONS } from './calls.ts'
import { guardrailsReport } from './report.ts'

/** Calls GetGuardrails. */
export const show: Command = {
  name: 'guardrails show',
  summary: "Guardrails in force in your account: your own and the organization's, the stricter of each.",
  options: GUARDRAIL_OPTIONS,
  async run(given, terminal) {
    const answer = await callGuardrails('Get', {}, { given, terminal })
    terminal.out(given.switches.has('json') ? `${JSON.stringify(answer, null, 2)}\n` : guardrailsReport(answer))
    return 0
  },
}
