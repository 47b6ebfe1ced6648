/** ResourcePolicy: each resource of the simulation is treated as if it had this policy. */
import { inputPolicy } from './inputPolicies.ts'
import type { Guard, SimulatedPolicy, Simulation } from './simulation.ts'
import { isTrustAction } from './trust.ts'

/**
 * What guards each resource. Where all actions are about assuming a role, the policy is its trust policy. Without a
 * ResourcePolicy: the trust policies in `trusted`, by role ARN, guard their roles. Shown as `ResourcePolicy` (observed:
 * Scott Logic's blog, 2025-07).
 */
export function guardOf(
  text: string | undefined,
  actions: readonly string[],
  trusted: ReadonlyMap<string, SimulatedPolicy> = new Map(),
): Simulation['guard'] {
  if (text !== undefined) {
    const kind = actions.every(isTrustAction) ? 'trust' : 'resource'
    const guard: Guard = { kind, policy: inputPolicy(text, 'ResourcePolicy', kind) }
    return () => guard
  }
  return (action, resource) => {
    const policy = isTrustAction(action) ? trusted.get(resource) : undefined
    return policy === undefined ? undefined : { kind: 'trust', policy }
  }
}
