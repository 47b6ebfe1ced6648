/**
 * What an account holds besides users, groups, roles, policies, access keys and MFA devices. One shape for all kinds: adding
 * a kind is adding its facts here, no table and no reader.
 */
import type { Tag } from './entities.ts'
import type { Secret } from './secret.ts'

/** The facts of each kind of resource, beside those that all of them have. */
export interface ResourceFacts {
  /** `AIPA` id. Holds at most one role, by unique id. */
  readonly instanceProfile: { readonly roleId?: string }
}

/** A kind of resource. */
export type ResourceKind = keyof ResourceFacts

/** One resource of an account. */
export interface AccountResource<K extends ResourceKind> {
  readonly kind: K
  readonly accountId: string
  /** Unique among the resources of its kind: AWS's unique id, or the ARN where AWS has no id. */
  readonly id: string
  /** Unique in its account and kind ignoring case; lists come in the order of its lower-case form. */
  readonly name: string
  /** Begins and ends with `/`; `/` where the kind has no paths. */
  readonly path: string
  /** Unique id of the user that it belongs to, for kinds that belong to users. */
  readonly ownerId?: string
  /** UTC epoch milliseconds. */
  readonly createdAtMs: number
  readonly tags: readonly Tag[]
  readonly facts: ResourceFacts[K]
  /** Encrypted before it reaches the database. */
  readonly secret?: Secret
}
