/** What guardrails say: an organization's default and an account's own together, and what follows for a call. Pure. */
import type { Guardrails, GuardrailName, LimitedSession } from './settings.ts'
import { GUARDRAIL_NAMES, sessionLimitName, settingFault } from './settings.ts'

/** Where a guardrail was set. */
export type GuardrailScope = 'ACCOUNT' | 'ORGANIZATION'

/** Guardrails as they are stored (accountResources.ts). */
export interface GuardrailFacts {
  readonly settings: Guardrails
}

/** What holds in an account. */
export interface GuardrailsInForce {
  readonly settings: Guardrails
  /** Where each of the settings comes from. */
  readonly sources: ReadonlyMap<GuardrailName, GuardrailScope>
}

/** Where nothing is set. */
export const NO_GUARDRAILS: Guardrails = Object.freeze({})

/** The stored settings; the fault of the first that cannot be understood. What a newer release stored is not guessed at. */
export function readSettings(facts: unknown): { readonly settings: Guardrails } | { readonly fault: string } {
  const settings: unknown = typeof facts === 'object' && facts !== null && 'settings' in facts ? facts.settings : null
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    return { fault: 'The settings are missing.' }
  for (const [name, value] of Object.entries(settings)) {
    const fault = settingFault(name, value)
    if (fault !== undefined) return { fault }
  }
  return { settings }
}

/** Absent is laxest; of two limits the lower is stricter; a switch that is set is as strict as it can be. */
const atLeastAsStrict = (one: number | true | undefined, other: number | true | undefined): boolean =>
  one !== undefined && (other === undefined || Number(one) <= Number(other))

/** The stricter of both for each guardrail: an account cannot loosen what its organization set. */
export function mergeGuardrails(organization: Guardrails, account: Guardrails): GuardrailsInForce {
  const settings: Partial<Record<GuardrailName, number | true>> = {}
  const sources = new Map<GuardrailName, GuardrailScope>()
  for (const name of GUARDRAIL_NAMES) {
    const source = atLeastAsStrict(organization[name], account[name]) ? 'ORGANIZATION' : 'ACCOUNT'
    const value = source === 'ORGANIZATION' ? organization[name] : account[name]
    if (value === undefined) continue
    settings[name] = value
    sources.set(name, source)
  }
  // Each value came from under its own name.
  return { settings: settings as Guardrails, sources }
}

/** A limit on the length of a session, and the guardrail that sets it. */
export interface SessionLimit {
  readonly seconds: number
  readonly name: GuardrailName
  readonly source: GuardrailScope
}

/** The lowest limit on a session that is of all these kinds; undefined where nothing limits it. */
export function sessionLimit(
  { settings, sources }: GuardrailsInForce,
  kinds: readonly LimitedSession[],
): SessionLimit | undefined {
  let lowest: SessionLimit | undefined
  for (const kind of kinds) {
    const name = sessionLimitName(kind)
    const [seconds, source] = [settings[name], sources.get(name)]
    if (seconds === undefined || source === undefined) continue
    if (lowest === undefined || seconds < lowest.seconds) lowest = { seconds, name, source }
  }
  return lowest
}

const DAY_MS = 86_400_000

/** True for an access key that is older than `maxAgeDays` at `nowMs`. */
export const isTooOld = (
  { createdAtMs }: { readonly createdAtMs: number },
  maxAgeDays: number | undefined,
  nowMs: number,
): boolean => maxAgeDays !== undefined && nowMs - createdAtMs > maxAgeDays * DAY_MS

/** `guardrail maxAccessKeyAge of the organization`, as sentences name it. */
export const guardrailOf = (name: GuardrailName, source: GuardrailScope | undefined, accountId: string): string =>
  `guardrail ${name} of ${source === 'ORGANIZATION' ? 'the organization' : `account ${accountId}`}`
