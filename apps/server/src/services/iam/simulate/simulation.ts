/** What is simulated: a principal, the policies around it, and a request for each action on each resource. */
import type { ContextValue, PolicyDocument, PolicySource, Principal } from '@brevet/policy'
import type { ResourceOwner } from './resourceOwners.ts'

/** A policy document together with the text its positions refer to. */
export interface Written {
  readonly document: PolicyDocument
  readonly text: string
}

/**
 * A policy as results show it. AWS answers `IAM Policy` and `Resource Policy`, not the types that its model lists.
 * Observed: terraform-provider-aws, data source iam_principal_policy_simulation (acceptance test); recorded answers.
 */
export interface SimulatedPolicy {
  readonly source: PolicySource
  /** SourcePolicyId: `PolicyInputList.1`, `user_<user>_<policy>`, the name of a managed policy, `ResourcePolicy`. */
  readonly id: string
  readonly type: 'IAM Policy' | 'Resource Policy'
  /** Absent where the document cannot be read. */
  readonly written?: Written
}

/** The policy that guards a resource: its own, or a role's trust policy. */
export interface Guard {
  readonly kind: 'resource' | 'trust'
  readonly policy: SimulatedPolicy
}

/** Condition keys by their lower-case name. */
export type Keys = ReadonlyMap<string, ContextValue>

/** Who asks, and what is known about who asks. */
export interface SimulatedPrincipal {
  readonly principal: Principal
  /** The account whose resources it uses unless an ARN says otherwise. */
  readonly accountId: string
  readonly keys: Keys
}

/** One simulation. */
export interface Simulation {
  readonly who: SimulatedPrincipal
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy
  /** Service control policies by level. Absent where no organization takes part: then nothing is said about one. */
  readonly scp?: readonly (readonly PolicySource[])[]
  /** Accounts that own resources, by id; none where the organization takes no part. */
  readonly owners: ReadonlyMap<string, ResourceOwner>
  /** The keys of ContextEntries: they win over all others. */
  readonly entries: Keys
  /** Owner of the resources whose ARN names none. */
  readonly owner: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** What guards the resource against this action, if anything does. */
  guard(action: string, resource: string): Guard | undefined
}
