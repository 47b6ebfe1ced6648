/** What a process keeps in memory of the store, and what each change makes it forget. */
import type {
  AccessKey,
  Account,
  Group,
  ManagedPolicy,
  MfaDevice,
  Organization,
  Role,
  User,
} from '../domain/entities.ts'
import type { AccountResource, ResourceKind } from '../domain/accountResources.ts'
import type { Change } from './changes.ts'
import { EntityCache, type CacheLimits } from './cache.ts'
import { nameKey } from './names.ts'
import { RevocationCache } from './revocationCache.ts'
import type { AttachedPolicy } from './organization.ts'
import type { Use } from './usage.ts'

/** The key of a name within its account. */
export const nameInAccount = (accountId: string, name: string): string => `${accountId} ${nameKey(name)}`

/** The keys of a resource in its cache. */
export const resourceKey = (kind: ResourceKind, id: string): string => `${kind} ${id}`
export const resourceName = (kind: ResourceKind, accountId: string, name: string): string =>
  `${kind} ${nameInAccount(accountId, name)}`

interface Named {
  readonly accountId: string
  readonly name: string
}

const nameOf = ({ accountId, name }: Named): string => nameInAccount(accountId, name)
const byUniqueId = { id: ({ id }: Named & { readonly id: string }): string => id, name: nameOf }
const byArn = { id: ({ arn }: Named & { readonly arn: string }): string => arn, name: nameOf }

/** One bounded cache per kind of entity. */
export class Caches {
  readonly users: EntityCache<User>
  readonly groups: EntityCache<Group>
  readonly roles: EntityCache<Role>
  readonly policies: EntityCache<ManagedPolicy>
  readonly accessKeys: EntityCache<AccessKey>
  readonly mfaDevices: EntityCache<MfaDevice>
  /** By kind, `kind id` and `kind account name`. */
  readonly resources: EntityCache<AccountResource<ResourceKind>>
  readonly accounts: EntityCache<Account>
  readonly organization: EntityCache<Organization>
  /** By account id. */
  readonly serviceControlPolicies: EntityCache<readonly (readonly AttachedPolicy[])[]>
  /** By account id. */
  readonly resourceControlPolicies: EntityCache<readonly (readonly AttachedPolicy[])[]>
  /** By the id of the account or unit below them. */
  readonly ancestors: EntityCache<readonly string[]>
  readonly revocations = new RevocationCache()
  /** The last use of anything, by subject. Emptied whenever uses are noted, by this process every few seconds. */
  readonly uses: EntityCache<Use>

  constructor(limits: CacheLimits) {
    this.users = new EntityCache<User>(limits, byUniqueId)
    this.groups = new EntityCache<Group>(limits, byUniqueId)
    this.roles = new EntityCache<Role>(limits, byUniqueId)
    this.policies = new EntityCache<ManagedPolicy>(limits, byArn)
    this.accessKeys = new EntityCache(limits)
    this.mfaDevices = new EntityCache(limits)
    this.resources = new EntityCache<AccountResource<ResourceKind>>(limits, {
      id: ({ kind, id }) => resourceKey(kind, id),
      name: ({ kind, accountId, name }) => resourceName(kind, accountId, name),
    })
    this.accounts = new EntityCache(limits)
    this.organization = new EntityCache(limits)
    this.serviceControlPolicies = new EntityCache(limits)
    this.resourceControlPolicies = new EntityCache(limits)
    this.ancestors = new EntityCache(limits)
    this.uses = new EntityCache(limits)
  }

  /** Forgets whatever the changes touch. */
  forget(changes: readonly Change[]): void {
    for (const change of changes) this.#forgetOne(change)
  }

  #forgetOne({ kind, key }: Change): void {
    switch (kind) {
      case 'holder':
        // An id does not say whether it is a user's, a group's or a role's.
        this.users.invalidate(key)
        this.groups.invalidate(key)
        return this.roles.invalidate(key)
      case 'policy':
        return this.policies.invalidate(key)
      case 'accessKey':
        return this.accessKeys.invalidate(key)
      case 'mfaDevice':
        return this.mfaDevices.invalidate(key)
      case 'resource':
        // An id does not say of what kind it is, and several kinds may share one: a user's login profile bears the user's.
        return this.resources.clear()
      case 'account':
        return this.accounts.invalidate(key)
      case 'organization':
        return this.#clearOrganization()
      case 'revocation':
        return this.revocations.forget(key)
      case 'everything':
        return this.clear()
      default:
        // A kind that a newer process wrote: its meaning is unknown, so nothing may be trusted.
        kind satisfies never
        return this.clear()
    }
  }

  /** Forgets everything. */
  clear(): void {
    const all = [
      this.users,
      this.groups,
      this.roles,
      this.policies,
      this.accessKeys,
      this.mfaDevices,
      this.resources,
      this.accounts,
    ]
    for (const cache of all) cache.clear()
    this.#clearOrganization()
    this.revocations.clear()
    this.uses.clear()
  }

  #clearOrganization(): void {
    this.organization.clear()
    this.serviceControlPolicies.clear()
    this.resourceControlPolicies.clear()
    this.ancestors.clear()
  }
}
