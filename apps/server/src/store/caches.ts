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
import type { Change } from './changes.ts'
import { EntityCache, type CacheLimits } from './cache.ts'
import { nameKey } from './names.ts'
import { RevocationCache } from './revocationCache.ts'
import type { AttachedPolicy } from './store.ts'

/** The key of a name within its account. */
export const nameInAccount = (accountId: string, name: string): string => `${accountId} ${nameKey(name)}`

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
  readonly accounts: EntityCache<Account>
  readonly organization: EntityCache<Organization>
  /** By account id. */
  readonly serviceControlPolicies: EntityCache<readonly (readonly AttachedPolicy[])[]>
  readonly revocations = new RevocationCache()

  constructor(limits: CacheLimits) {
    this.users = new EntityCache<User>(limits, byUniqueId)
    this.groups = new EntityCache<Group>(limits, byUniqueId)
    this.roles = new EntityCache<Role>(limits, byUniqueId)
    this.policies = new EntityCache<ManagedPolicy>(limits, byArn)
    this.accessKeys = new EntityCache(limits)
    this.mfaDevices = new EntityCache(limits)
    this.accounts = new EntityCache(limits)
    this.organization = new EntityCache(limits)
    this.serviceControlPolicies = new EntityCache(limits)
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
      case 'account':
        return this.accounts.invalidate(key)
      case 'organization':
        this.organization.clear()
        return this.serviceControlPolicies.clear()
      case 'revocation':
        return this.revocations.clear()
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
    const all = [this.users, this.groups, this.roles, this.policies, this.accessKeys, this.mfaDevices, this.accounts]
    for (const cache of all) cache.clear()
    this.organization.clear()
    this.serviceControlPolicies.clear()
    this.revocations.clear()
  }
}
