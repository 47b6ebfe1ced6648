/** Which of the caller's own gates a request has to pass (rule 1.2). */
import type { Principal } from '../types.ts'
import { DIRECT, VIA_USER } from './rule/principal.ts'

/** The caller's own gates, one bit each, in the order in which they are reported. */
export const IDENTITY = 1
export const BOUNDARY = 2
export const SESSION = 4
export const OWN_LAYERS = ['identity', 'boundary', 'session'] as const
/** No gate helps: the resource's own policy must name the caller, and does not. */
export const UNREACHABLE = -1

const CHAIN = IDENTITY | BOUNDARY | SESSION

/** What matters of a request. */
export interface Passage {
  readonly principal: Principal
  readonly resourceAccount: string
}

/**
 * The gates that must be open, given the kind of the resource's own policy, if it has one, and the kinds of match by which
 * that names the caller.
 */
export function requiredGates(
  { principal, resourceAccount }: Passage,
  protecting: 'resource' | 'trust' | undefined,
  grant: number,
): number {
  // Services, providers and anonymous callers have no policies of their own.
  if (!('account' in principal)) return grant === 0 ? UNREACHABLE : 0
  // Across accounts both sides must agree, and nothing is skipped.
  if (principal.account !== resourceAccount) return grant === 0 ? UNREACHABLE : CHAIN
  if (grant >= DIRECT) return 0
  if (grant >= VIA_USER) return BOUNDARY | SESSION
  // A role trusts nobody whom its policy does not name (rule 1.4); an ordinary resource leaves it to the identity side.
  return grant === 0 && protecting === 'trust' ? UNREACHABLE : CHAIN
}

/** Brevet: some session policies limit even direct grants (contract.md, GetSessionToken with Policy). */
export function limitGrant(grant: number, sessionLimitsDirectGrant: boolean): number {
  return grant >= DIRECT && sessionLimitsDirectGrant ? VIA_USER : grant
}

/** The root user needs no identity policy; nor does a federated user whom it made. */
export function hasEverything(principal: Principal): boolean {
  return principal.kind === 'root' || (principal.kind === 'federatedUser' && principal.issuer.kind === 'root')
}
