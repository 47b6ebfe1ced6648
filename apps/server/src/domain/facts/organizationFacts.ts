/** What is kept of an organization besides its accounts, units and control policies: in its management account. */

/** Who else may call Organizations: the organization's one resource policy. */
export interface DelegationPolicyFacts {
  /** As it was given. */
  readonly document: string
}
