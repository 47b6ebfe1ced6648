/** What guardrails ask of the calls that issue sessions, and the sentences in which they refuse. */
import type { Caller } from '../../domain/caller.ts'
import { accessDenied, ServiceError } from '../../domain/errors.ts'
import { guardrailOf, sessionLimit } from '../../domain/guardrails/guardrails.ts'
import type { GuardrailsInForce, SessionLimit } from '../../domain/guardrails/guardrails.ts'
import type { LimitedSession, SwitchName } from '../../domain/guardrails/settings.ts'
import { userSessionLifetime } from '../../domain/sessionLifetime.ts'

/** ValidationError for a session in `accountId` that was to live longer than `limit` lets it. */
export function tooLong(limit: SessionLimit, accountId: string): ServiceError {
  const { name, seconds, source } = limit
  const by = guardrailOf(name, source, accountId)
  return new ServiceError(
    'ValidationError',
    `The requested DurationSeconds exceeds the ${seconds} seconds that the ${by} allows: ask for ${seconds} at most, or leave it out.`,
    { reason: by },
  )
}

/** The life in seconds of a user's (or root's) session. Throws ValidationError where more is asked for than a guardrail allows. */
export function userSessionSeconds(
  requested: number | undefined,
  { caller, kind }: { readonly caller: Caller; readonly kind: 'user' | 'federated' },
  guardrails: GuardrailsInForce,
): number {
  const isRoot = caller.kind === 'root'
  const guardrail = sessionLimit(guardrails, isRoot ? ['any', ...rootKinds(kind)] : ['any', kind])
  const lifetime = userSessionLifetime(requested, { isRoot, guardrail })
  if (!lifetime.ok) throw tooLong(lifetime.guardrail, caller.accountId)
  return lifetime.seconds
}

/** Whom root vouches for is a federated user as well; its own sessions are not a user's. */
const rootKinds = (kind: 'user' | 'federated'): readonly LimitedSession[] =>
  kind === 'federated' ? ['federated', 'root'] : ['root']

function refuse(name: SwitchName, inForce: GuardrailsInForce, said: { accountId: string; next: string }): ServiceError {
  const by = guardrailOf(name, inForce.sources.get(name), said.accountId)
  return accessDenied(`The ${by} ${said.next}`, by)
}

/** Throws AccessDenied where GetSessionToken must prove an MFA code and none was proved. */
export function requireMfa(proved: boolean, inForce: GuardrailsInForce, accountId: string): void {
  if (proved || inForce.settings.requireMfaForGetSessionToken === undefined) return
  throw refuse('requireMfaForGetSessionToken', inForce, {
    accountId,
    next: 'asks for MFA: give SerialNumber and TokenCode of an MFA device of yours.',
  })
}

/** Throws AccessDenied where sessions of roles in `accountId` must have a source identity and this one has none. */
export function requireSourceIdentity(
  sourceIdentity: string | undefined,
  inForce: GuardrailsInForce,
  accountId: string,
): void {
  if (sourceIdentity !== undefined || inForce.settings.requireSourceIdentity === undefined) return
  throw refuse('requireSourceIdentity', inForce, {
    accountId,
    next: "asks for a source identity: give SourceIdentity. Your policies and the role's trust policy must allow sts:SetSourceIdentity.",
  })
}
