/** ResourcePolicy: each resource of the simulation is treated as if it had this policy. */
import { inputPolicy } from './inputPolicies.ts'
import { type OwnPassword, isOwnPassword } from './ownPassword.ts'
import type { Guard, SimulatedPolicy, Simulation } from './simulation.ts'
import { isTrustAction } from './trust.ts'

/** Policies of resources that the account has. */
export interface Found {
  /** Trust policies by role ARN. */
  readonly trusted: ReadonlyMap<string, SimulatedPolicy>
  readonly password?: OwnPassword
}

/**
 * What guards each resource. Where all actions are about assuming a role, the policy is its trust policy. Without a
 * ResourcePolicy: what was found of the account guards its own resources. Shown as `ResourcePolicy` (observed:
 * Scott Logic's blog, 2025-07).
 */
export function guardOf(
  text: string | undefined,
  actions: readonly string[],
  { trusted, password }: Found = { trusted: new Map() },
): Simulation['guard'] {
  if (text !== undefined) {
    const kind = actions.every(isTrustAction) ? 'trust' : 'resource'
    const guard: Guard = { kind, policy: inputPolicy(text, 'ResourcePolicy', kind) }
    return () => guard
  }
  return (action, resource) => {
    if (password !== undefined && isOwnPassword(action, resource, password))
      return { kind: 'resource', policy: password.policy }
    const policy = isTrustAction(action) ? trusted.get(resource) : undefined
    return policy === undefined ? undefined : { kind: 'trust', policy }
  }
}
