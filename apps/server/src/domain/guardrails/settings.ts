/**
 * The guardrails there are: Brevet's own limits on an account, beside AWS's. One table; storage, merging, the `brevet`
 * service and the CLI go by it. Source: issue 4; docs/guardrails.md.
 */

/** A limit: a whole number within bounds, in a unit. Of two, the lower is the stricter. */
interface Limit {
  readonly minimum: number
  readonly maximum: number
  readonly unit: 'seconds' | 'days'
}

/** AWS's least `DurationSeconds`: no guardrail can ask for less. */
const SHORTEST_SESSION = 900

const session = (maximum: number): Limit => ({ minimum: SHORTEST_SESSION, maximum, unit: 'seconds' })

/**
 * Kinds of session that a longest duration can be set for, up to AWS's own maximum of the kind. A session may be of
 * several kinds: then the lowest of their limits counts. A new kind is one line here, and its name where it is issued.
 */
const SESSION_KINDS = {
  /** Every session. */
  any: session(129_600),
  /** AssumeRole. */
  role: session(43_200),
  /** AssumeRole, called with the credentials of a session: also of the kind `role`. */
  chainedRole: session(3_600),
  /** GetSessionToken of a user. */
  user: session(129_600),
  /** GetFederationToken. */
  federated: session(129_600),
  /** GetSessionToken and GetFederationToken of the root user. */
  root: session(3_600),
} as const

/** A kind of session that a longest duration can be set for. */
export type LimitedSession = keyof typeof SESSION_KINDS

/** The names of those kinds. */
export const LIMITED_SESSIONS = Object.keys(SESSION_KINDS) as readonly LimitedSession[]

/** The longest session of a kind, seconds: `maxSessionDuration.role`. */
export type SessionLimitName = `maxSessionDuration.${LimitedSession}`

/** A guardrail whose value is a number. `maxAccessKeyAge`: older access keys are refused. */
export type LimitName = SessionLimitName | 'maxAccessKeyAge'

/** A guardrail that is set or not. */
export type SwitchName = 'refuseNewAccessKeys' | 'requireMfaForGetSessionToken' | 'requireSourceIdentity'

export type GuardrailName = LimitName | SwitchName

/** The name of the limit on a kind of session. */
export const sessionLimitName = (kind: LimitedSession): SessionLimitName => `maxSessionDuration.${kind}`

/** Every limit with its bounds. At most 1,095 days, as for AWS's `MaxPasswordAge`. */
export const LIMITS = new Map<LimitName, Limit>([
  ...LIMITED_SESSIONS.map((kind) => [sessionLimitName(kind), SESSION_KINDS[kind]] as const),
  ['maxAccessKeyAge', { minimum: 1, maximum: 1_095, unit: 'days' }],
])

/** Every switch. */
export const SWITCHES: readonly SwitchName[] = [
  'refuseNewAccessKeys',
  'requireMfaForGetSessionToken',
  'requireSourceIdentity',
]

/** Every guardrail, in the order in which they are shown. */
export const GUARDRAIL_NAMES: readonly GuardrailName[] = [...LIMITS.keys(), ...SWITCHES]

/** Guardrails that somebody set: what is absent is not set. */
export type Guardrails = { readonly [N in LimitName]?: number } & { readonly [N in SwitchName]?: true }

/** The sentence for a name that no guardrail has. */
export const noSuchGuardrail = (name: string): string =>
  `There is no guardrail ${name}; there are: ${GUARDRAIL_NAMES.join(', ')}.`

/** What is wrong with a setting, as a sentence; undefined where it can be set. */
export function settingFault(name: string, value: unknown): string | undefined {
  if (SWITCHES.includes(name as SwitchName))
    return value === true ? undefined : `${name} can only be set to true; remove it to turn it off.`
  const limit = LIMITS.get(name as LimitName)
  if (limit === undefined) return noSuchGuardrail(name)
  const { minimum, maximum, unit } = limit
  const within = typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
  return within ? undefined : `${name} is a whole number of ${unit} from ${minimum} to ${maximum}.`
}

/** True for a guardrail's name. */
export const isGuardrail = (name: string): name is GuardrailName => GUARDRAIL_NAMES.includes(name as GuardrailName)
