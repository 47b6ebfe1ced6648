/** What an operation asks permission for. */

/** A condition key's value. Arrays are multivalued keys; a missing key is left out, never empty text. */
export interface ContextEntry {
  /** `iam:PolicyARN`, `aws:RequestTag/team`, ... Case does not matter. */
  readonly key: string
  readonly value: string | readonly string[]
}

/** The trust policy that guards a role. */
export interface Trust {
  /** In storage form. Absent for a role that does not exist: then nobody is trusted, in the same words. */
  readonly policy?: string
}

/** One action on one resource. Every ask of a call must be allowed. */
export interface Ask {
  /** `iam:CreateUser` */
  readonly action: string
  /** ARN, or `*` for actions without resource types. */
  readonly resource: string
  /** The account that owns the resource. Default: the caller's. */
  readonly resourceAccount?: string
  /** Keys that only this operation knows, beside the global ones; they win over global keys of the same name. */
  readonly context?: readonly ContextEntry[]
  /** Set when the resource is a role to be assumed: the ask is then decided as role trust is. */
  readonly trust?: Trust
  /** The resource's own policy, its JSON text, where it has one that is not a trust policy. */
  readonly resourcePolicy?: string
  /** A refusal by `resourcePolicy` says so, even to callers of other accounts. */
  readonly knownResourcePolicy?: true
}

/** What `authorize` may answer: asks, or `exempt` for the calls that AWS lets every authenticated caller make. */
export type Asks = readonly Ask[] | 'exempt'
