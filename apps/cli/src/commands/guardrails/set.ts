/** brevet guardrails set: sets some, and leaves the others as they are. */
import { LIMITED_SESSIONS } from '@brevet/server/guardrails'
import { UsageError } from '../../command.ts'
import type { Command } from '../../command.ts'
import { callGuardrails, GUARDRAIL_OPTIONS } from './calls.ts'
import { guardrailsReport } from './report.ts'
import { readSetting } from './setting.ts'
import { toWire } from './shape.ts'

/** Every setting of the command line once. Throws UsageError. */
function settingsOf(words: readonly string[]): readonly (readonly [string, number | boolean])[] {
  if (words.length === 0) throw new UsageError('what to? For example: maxSessionDuration.any=2h refuseNewAccessKeys=on')
  const settings = words.map(readSetting)
  const names = settings.map(([name]) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new UsageError(`${twice} is given twice`)
  return settings
}

const NAMES = [
  ['maxSessionDuration.KIND', 'Longest session: 15m, 2h, 900s. Kinds:'],
  ['', LIMITED_SESSIONS.join(', ')],
  ['maxAccessKeyAge', 'Access keys that are older are refused: 90d'],
  ['refuseNewAccessKeys', 'on: CreateAccessKey is refused'],
  ['requireMfaForGetSessionToken', 'on: GetSessionToken needs an MFA code'],
  ['requireSourceIdentity', 'on: AssumeRole needs a source identity'],
] as const
const NAMES_WIDTH = Math.max(...NAMES.map(([name]) => name.length))

/** Calls PutGuardrails. */
export const set: Command = {
  name: 'guardrails set',
  summary: 'Set guardrails of your account or organization; they hold for the very next call.',
  operands: 'NAME=VALUE...',
  options: GUARDRAIL_OPTIONS,
  notes: [
    ...NAMES.map(([name, meaning]) => `  ${name.padEnd(NAMES_WIDTH)}  ${meaning}`),
    '',
    'Those that are not named stay as they are. An account can be stricter than its organization, never laxer.',
  ],
  async run(given, terminal) {
    const guardrails = toWire(settingsOf(given.rest))
    const answer = await callGuardrails('Put', { guardrails }, { given, terminal })
    terminal.out(given.switches.has('json') ? `${JSON.stringify(answer, null, 2)}\n` : guardrailsReport(answer))
    return 0
  },
}
