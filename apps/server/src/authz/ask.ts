/** What an operation asks permission for. */

/** A condition key's value. Arrays are multivalued keys; a missing key is left out, never empty text. */
export interface ContextEntry {
  /** `iam:PolicyARN`, `aws:RequestTag/team`, ... Case does not matter. */
  readonly key: string
  readonly value: string | readonly string[]
}

/** One action on one resource. Every ask of a call must be allowed. */
export interface Ask {
  /** `iam:CreateUser` */
  readonly action: string
  /** ARN, or `*` for actions without resource types. */
  readonly resource: string
  /** The account that owns the resource. Default: the caller's. */
  readonly resourceAccount?: string
  /** Keys that only this operation knows, beside the global ones. */
  readonly context?: readonly ContextEntry[]
  /** The role's trust policy in storage form: the ask is then decided as a role trust policy is. */
  readonly trustPolicy?: string
}

/** What `authorize` may answer: asks, or `exempt` for the calls that AWS lets every authenticated caller make. */
export type Asks = readonly Ask[] | 'exempt'
