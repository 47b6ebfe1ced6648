/** brevet guardrails clear: takes some away, or all of one place. */
import { UsageError } from '../../command.ts'
import type { Arguments, Command } from '../../command.ts'
import { callGuardrails, GUARDRAIL_OPTIONS, scopeOf } from './calls.ts'
import { guardrailName } from './setting.ts'

/** The names on the command line; undefined for all. Throws UsageError. */
function namesOf({ rest, switches }: Arguments): readonly string[] | undefined {
  if (switches.has('all') && rest.length > 0) throw new UsageError('name guardrails or say --all, not both')
  if (switches.has('all')) return undefined
  if (rest.length === 0) throw new UsageError('which? Name them as `brevet guardrails show` does, or say --all')
  return [...new Set(rest.map(guardrailName))]
}

/** Calls DeleteGuardrails. */
export const clear: Command = {
  name: 'guardrails clear',
  summary: 'Remove guardrails of your account or organization; from the next call on they no longer apply.',
  operands: 'NAME...',
  options: [
    { flag: 'all', description: 'All that are set there, also where they cannot be read.' },
    ...GUARDRAIL_OPTIONS,
  ],
  async run(given, terminal) {
    const names = namesOf(given)
    const answer = await callGuardrails('Delete', names === undefined ? {} : { names }, { given, terminal })
    const where = scopeOf(given) === 'ACCOUNT' ? 'this account' : 'the organization'
    const gone = `Removed from ${where}: ${names === undefined ? 'all guardrails' : names.join(', ')}.\n`
    terminal.out(given.switches.has('json') ? `${JSON.stringify(answer, null, 2)}\n` : gone)
    return 0
  },
}
