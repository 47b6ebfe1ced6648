/** What is kept of an organization besides its accounts, units and control policies: in its management account. */

/** Who else may call Organizations: the organization's one resource policy. */
export interface DelegationPolicyFacts {
  /** In storage form: users and roles as unique ids (services/iam/trustPrincipals.ts). */
  readonly document: string
}
