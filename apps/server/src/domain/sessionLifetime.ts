/**
 * How long a session may live. Pure: seconds in, verdict out. Source: STS API reference, DurationSeconds of each operation.
 * A guardrail (guardrails/) only lowers what AWS allows: more is refused when asked for, and not the default.
 */

import type { SessionLimit } from './guardrails/guardrails.ts'

interface Allowed {
  readonly ok: true
  readonly seconds: number
}

/** More than a guardrail allows was asked for. */
interface Guarded {
  readonly ok: false
  readonly rule: 'guardrail'
  readonly guardrail: SessionLimit
}

/** A lifetime in seconds, or the rule it breaks and the rule's limit. */
export type Lifetime =
  | Allowed
  | Guarded
  | { readonly ok: false; readonly limit: number; readonly rule: 'role-maximum' | 'chaining-maximum' }

const ROLE_DEFAULT = 3_600
/** A session obtained with another session's credentials never outlives one hour, whatever the role allows. */
const CHAINING_MAXIMUM = 3_600
const USER_DEFAULT = 43_200
/** Sessions of the root user never outlive one hour; AWS shortens longer requests instead of refusing them. */
const ROOT_MAXIMUM = 3_600

/** `normal` seconds, unless a guardrail is lower. */
function guarded(
  requested: number | undefined,
  normal: number,
  guardrail: SessionLimit | undefined,
): Allowed | Guarded {
  if (guardrail === undefined) return { ok: true, seconds: normal }
  if (requested !== undefined && requested > guardrail.seconds) return { ok: false, rule: 'guardrail', guardrail }
  return { ok: true, seconds: Math.min(normal, guardrail.seconds) }
}

/** The life of a role session. `requested` is within the model's 900 to 43200. */
export function roleSessionLifetime(
  requested: number | undefined,
  role: { readonly maxSessionSeconds: number },
  { chained, guardrail }: { readonly chained: boolean; readonly guardrail: SessionLimit | undefined },
): Lifetime {
  const seconds = requested ?? ROLE_DEFAULT
  if (chained && seconds > CHAINING_MAXIMUM) return { ok: false, limit: CHAINING_MAXIMUM, rule: 'chaining-maximum' }
  if (seconds > role.maxSessionSeconds) return { ok: false, limit: role.maxSessionSeconds, rule: 'role-maximum' }
  return guarded(requested, seconds, guardrail)
}

/** The life of a GetSessionToken or GetFederationToken session. `requested` is within the model's 900 to 129600. */
export function userSessionLifetime(
  requested: number | undefined,
  { isRoot, guardrail }: { readonly isRoot: boolean; readonly guardrail: SessionLimit | undefined },
): Allowed | Guarded {
  const normal = isRoot ? Math.min(requested ?? ROOT_MAXIMUM, ROOT_MAXIMUM) : (requested ?? USER_DEFAULT)
  return guarded(requested, normal, guardrail)
}

/**
 * When a session of `seconds` ends, UTC epoch milliseconds: on a whole second, because that is all its `Expiration` can
 * say. A client that trusts it is never refused before it, and never served after it.
 */
export const sessionEnd = (issuedAtMs: number, seconds: number): number =>
  Math.floor(issuedAtMs / 1000) * 1000 + seconds * 1000
