/** How the caller was named, which of its gates that left standing, and what it skipped (rule 1.2). */
import { requiredGates } from '../reference/evaluate.ts'
import type { AuthorizationRequest, Decision, Layer, LayerReport, PrincipalMatch } from '../types.ts'
import type { Bypass } from './explanation.ts'

/** The gates that belong to the caller. */
export const CHAIN: readonly Layer[] = ['identity', 'boundary', 'session']

/** Where the resource's own policy stands: a trust policy, or an ordinary resource's. */
export function protectingLayer({ policies }: AuthorizationRequest): 'resource' | 'trust' {
  return policies.resource?.kind ?? 'resource'
}

/** How the resource's policy names the caller, after Brevet's own limit on direct grants. */
export function grantOf(request: AuthorizationRequest, layers: readonly LayerReport[]): PrincipalMatch {
  const protecting = protectingLayer(request)
  return limitGrant(request, layers.find(({ layer }) => layer === protecting)?.grant ?? 'none')
}

/** A direct grant does not outrank session policies that say so (contract.md, GetSessionToken with Policy). */
function limitGrant({ policies }: AuthorizationRequest, grant: PrincipalMatch): PrincipalMatch {
  return grant === 'direct' && policies.sessionLimitsDirectGrant === true ? 'viaUser' : grant
}

/** The caller's gates that must be open. `named`: whether the resource's own policy must first name the caller. */
export interface Needs {
  readonly gates: readonly Layer[]
  readonly named: boolean
}

/** What must still hold besides control policies and the absence of denies. */
export function needsOf(request: AuthorizationRequest, layers: readonly LayerReport[]): Needs {
  const gates = requiredGates(request, grantOf(request, layers))
  if (gates !== 'unreachable') return { gates, named: false }
  // Once it is named, as directly as can be, these remain. Naming the root user names its account.
  const named = request.principal.kind === 'root' ? 'account' : 'direct'
  const after = requiredGates(request, limitGrant(request, named))
  return { gates: after === 'unreachable' ? [] : after, named: true }
}

/** The gates that a grant skipped; undefined where none was skipped or an explicit deny made it idle. */
export function bypassOf(request: AuthorizationRequest, decision: Decision): Bypass | undefined {
  const { principal, resourceAccount } = request
  if (decision.outcome === 'explicitDeny') return undefined
  if (!('account' in principal) || principal.account !== resourceAccount) return undefined
  const match = grantOf(request, decision.layers)
  if (match === 'none' || match === 'account') return undefined
  const { gates } = needsOf(request, decision.layers)
  const skipped = decision.layers
    .filter(({ layer }) => CHAIN.includes(layer) && !gates.includes(layer))
    .map(({ layer, outcome }) => ({ layer, outcome }))
  return { match, by: granting(request, decision.layers), skipped }
}

/** The statements behind the best match. */
function granting(request: AuthorizationRequest, layers: readonly LayerReport[]): Bypass['by'] {
  const protecting = protectingLayer(request)
  const report = layers.find(({ layer }) => layer === protecting)
  return (report?.statements ?? [])
    .filter(
      ({ applies, principal, statement }) => applies && statement.effect === 'Allow' && principal === report?.grant,
    )
    .map(({ statement }) => statement)
}
