/** What the server needs of a database: narrow interfaces, one contract suite (contract.ts), any number of implementations. */
import type { AccountResource, ResourceChange, ResourceKind } from '../domain/accountResources.ts'
import type {
  AccessKey,
  Account,
  Bare,
  CreateAccountStatus,
  Group,
  ManagedPolicy,
  MfaDevice,
  Organization,
  PolicyHolder,
  PolicyVersion,
  Revocation,
  Role,
  Tag,
  User,
} from '../domain/entities.ts'
import type { RevocationIndex } from './revocationCache.ts'
export type { AttachedPolicy } from './organization.ts'
import type { OrganizationalUnitWriter, OrganizationPolicyWriter, OrganizationReader } from './organization.ts'
import type { UsageNotes, UsageReader } from './usage.ts'

/** A slice of a list, in the order of the names' lower-case form (AWS's listing order), where nothing else is said. */
export interface ListQuery {
  /** Only entities whose path begins with this. */
  readonly pathPrefix?: string
  /** Begin after this position: the `next` of the page before. */
  readonly after?: string
  /** At most this many items, 1 to 1000. */
  readonly limit: number
}

/** One page of a list. `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

/** Entities with a name that is unique in their account ignoring case. All answers are frozen snapshots. */
export interface NamedReader<T extends PolicyHolder> {
  /** Ignores case, as uniqueness does: compare `name` (and `path`) where AWS compares exactly. */
  byName(accountId: string, name: string): Promise<T | undefined>
  byId(id: string): Promise<T | undefined>
  list(accountId: string, query: ListQuery): Promise<Page<T>>
  /** The same list at a third of its price. */
  listBare(accountId: string, query: ListQuery): Promise<Page<Bare<T>>>
  count(accountId: string): Promise<number>
}

export interface UserReader extends NamedReader<User> {
  /** Members of a group. */
  inGroup(groupId: string, query: ListQuery): Promise<Page<Bare<User>>>
}

export interface PolicyReader {
  /** A managed policy by its ARN, AWS's own included. */
  byArn(arn: string): Promise<ManagedPolicy | undefined>
  /** A customer managed policy by its name: unique in the account ignoring case, whatever the path. */
  byName(accountId: string, name: string): Promise<ManagedPolicy | undefined>
  list(accountId: string, query: ListQuery): Promise<Page<ManagedPolicy>>
  count(accountId: string): Promise<number>
  /** Versions of all customer managed policies of the account together. */
  versionCount(accountId: string): Promise<number>
  /** How many users, groups and roles of `accountId` it is attached to. */
  attachmentCount(arn: string, accountId: string): Promise<number>
  /** How many users and roles of `accountId` it bounds. */
  boundaryCount(arn: string, accountId: string): Promise<number>
  /** Unique ids of the users, groups and roles of `accountId` it is attached to (or bounds), ordered by id. */
  holders(arn: string, accountId: string, usage: 'attached' | 'boundary'): Promise<readonly string[]>
}

export interface AccessKeyReader {
  /** One row by primary key; the secret is decrypted. Warm answers come from a bounded cache. */
  byId(id: string): Promise<AccessKey | undefined>
  /** Oldest first. For a root user `userId` is the account id. */
  ofUser(userId: string): Promise<readonly AccessKey[]>
}

export interface MfaReader {
  bySerial(serialNumber: string): Promise<MfaDevice | undefined>
  /** True where a device has this serial number ignoring case. */
  taken(serialNumber: string): Promise<boolean>
  ofUser(userId: string): Promise<readonly MfaDevice[]>
  list(accountId: string, query: ListQuery & { readonly assigned?: boolean }): Promise<Page<MfaDevice>>
  /** How many the account has; with `assigned`, of those that are assigned or are not. */
  count(accountId: string, assigned?: boolean): Promise<number>
}

/** Account resources of all kinds (domain/accountResources.ts). */
export interface ResourceReader {
  byId<K extends ResourceKind>(kind: K, id: string): Promise<AccountResource<K> | undefined>
  /** Those of these ids (at most 1,000) that there are, in any order: one question for a page of others. */
  byIds<K extends ResourceKind>(kind: K, ids: readonly string[]): Promise<readonly AccountResource<K>[]>
  /** Ignores case, as uniqueness does. */
  byName<K extends ResourceKind>(kind: K, accountId: string, name: string): Promise<AccountResource<K> | undefined>
  /** Those of an owner (a user; the role in instance profiles), oldest first. */
  ofOwner<K extends ResourceKind>(kind: K, ownerId: string): Promise<readonly AccountResource<K>[]>
  /** Those of several owners (at most 1,000), in one question. */
  ofOwners<K extends ResourceKind>(kind: K, ownerIds: readonly string[]): Promise<readonly AccountResource<K>[]>
  list<K extends ResourceKind>(kind: K, accountId: string, query: ListQuery): Promise<Page<AccountResource<K>>>
  count(kind: ResourceKind, accountId: string): Promise<number>
}

export interface AccountReader {
  byId(id: string): Promise<Account | undefined>
  byEmail(email: string): Promise<Account | undefined>
  /** In the order of joining. */
  list(query: ListQuery): Promise<Page<Account>>
  /** Creations in one of these states, or in any, the oldest first. */
  createStatuses(states: readonly CreateAccountStatus['state'][], query: ListQuery): Promise<Page<CreateAccountStatus>>
  createStatus(id: string): Promise<CreateAccountStatus | undefined>
}

export interface RevocationReader {
  /** Every entry still worth keeping at `nowMs`. */
  active(nowMs: number): Promise<readonly Revocation[]>
  /** Every entry about these subjects, or all. */
  about(subjects?: readonly string[]): Promise<readonly Revocation[]>
  /** All of them by what they end. Cached; follows the change feed, entry by entry. */
  index(): Promise<RevocationIndex>
}

/** Every read. Implementations answer warm entity reads without touching the database. */
export interface Reader {
  readonly users: UserReader
  readonly groups: NamedReader<Group>
  readonly roles: NamedReader<Role>
  readonly policies: PolicyReader
  readonly accessKeys: AccessKeyReader
  readonly mfaDevices: MfaReader
  readonly resources: ResourceReader
  readonly accounts: AccountReader
  readonly organization: OrganizationReader
  readonly revocations: RevocationReader
  /** When what was last used (usage.ts). */
  readonly usage: UsageReader
}

/** Changes to what users, groups and roles hold, addressed by unique id. */
export interface HolderWriter {
  /** Adds or replaces the inline policy of that name (names compare exactly). */
  putInlinePolicy(holderId: string, name: string, document: string): Promise<void>
  deleteInlinePolicy(holderId: string, name: string): Promise<void>
  /** No effect where it is attached already. */
  attachPolicy(holderId: string, policyArn: string): Promise<void>
  detachPolicy(holderId: string, policyArn: string): Promise<void>
  /** Sets the permissions boundary of a user or role; undefined removes it. */
  setBoundary(holderId: string, policyArn: string | undefined): Promise<void>
}

export interface UserWriter {
  create(user: User): Promise<void>
  rename(id: string, name: string, path: string): Promise<void>
  /** The caller has checked that nothing hangs on it. */
  delete(id: string): Promise<void>
  addToGroup(userId: string, groupId: string): Promise<void>
  removeFromGroup(userId: string, groupId: string): Promise<void>
}

export interface GroupWriter {
  create(group: Group): Promise<void>
  rename(id: string, name: string, path: string): Promise<void>
  delete(id: string): Promise<void>
}

/** What UpdateRole and UpdateAssumeRolePolicy may change. */
export interface RoleChange {
  readonly description?: string
  readonly maxSessionSeconds?: number
  readonly trustPolicy?: string
}

export interface RoleWriter {
  create(role: Role): Promise<void>
  update(id: string, change: RoleChange): Promise<void>
  delete(id: string): Promise<void>
}

export interface PolicyWriter {
  create(policy: ManagedPolicy): Promise<void>
  /** Adds a version; `isDefault` makes it the default one. Sets `updatedAtMs` to the version's creation time. */
  addVersion(arn: string, version: PolicyVersion, isDefault: boolean): Promise<void>
  setDefaultVersion(arn: string, versionId: string, atMs: number): Promise<void>
  deleteVersion(arn: string, versionId: string): Promise<void>
  delete(arn: string): Promise<void>
}

export interface AccessKeyWriter {
  create(key: AccessKey): Promise<void>
  setStatus(id: string, status: AccessKey['status']): Promise<void>
  delete(id: string): Promise<void>
}

export interface MfaWriter {
  create(device: MfaDevice): Promise<void>
  /** Assigns the device to a user (account id for root); clears its failures. Codes used before stay used. */
  assign(serialNumber: string, userId: string, atMs: number): Promise<void>
  /**
   * Sets the device's `clockOffsetSteps`, holds every code up to `step` (in the device's own steps) as used, as
   * `MfaCodes.accept` does, and clears its failures. False, and nothing changes, unless `step` is above the last used one.
   */
  synchronise(serialNumber: string, clockOffsetSteps: number, step: number): Promise<boolean>
  unassign(serialNumber: string): Promise<void>
  delete(serialNumber: string): Promise<void>
}

export interface ResourceWriter {
  create<K extends ResourceKind>(resource: AccountResource<K>): Promise<void>
  update<K extends ResourceKind>(kind: K, id: string, change: ResourceChange<K>): Promise<void>
  delete(kind: ResourceKind, id: string): Promise<void>
}

export interface AccountWriter {
  /** Directly under the root. */
  create(account: Account): Promise<void>
  setStatus(id: string, status: Account['status']): Promise<void>
  rename(id: string, name: string): Promise<void>
  /** Puts it into an organizational unit, or directly under the root (null). */
  move(id: string, unitId: string | null): Promise<void>
  putCreateStatus(status: CreateAccountStatus): Promise<void>
}

/**
 * Every change. All of them belong to one transaction; what it reads is what it wrote. Creating, changing or deleting an
 * entity throws StoreConflict where names or ids clash or the entity does not exist; putting and removing what hangs on
 * one (tags, policies, membership) has no effect where it is so already.
 */
export interface Writer extends Reader {
  readonly write: {
    readonly holders: HolderWriter
    readonly users: UserWriter
    readonly groups: GroupWriter
    readonly roles: RoleWriter
    readonly policies: PolicyWriter
    readonly accessKeys: AccessKeyWriter
    readonly mfaDevices: MfaWriter
    readonly resources: ResourceWriter
    readonly accounts: AccountWriter
    readonly organizationalUnits: OrganizationalUnitWriter
    readonly organizationPolicies: OrganizationPolicyWriter
    /** Tags of a user, role or account resource (unique id), policy or MFA device (ARN), or part of the organization (id). Keys compare ignoring case; put replaces. */
    putTags(resourceId: string, tags: readonly Tag[]): Promise<void>
    deleteTags(resourceId: string, keys: readonly string[]): Promise<void>
    createOrganization(organization: Organization): Promise<void>
    revoke(revocation: Revocation): Promise<void>
  }
  /** Queues the audit record of this change; it becomes visible with the transaction or not at all. */
  outbox(eventId: string, record: string): Promise<void>
}

/** The state of one MFA device's codes. Kept apart from Writer: it must commit even when the call is refused. */
export interface MfaCodes {
  /**
   * Durable compare-and-set: true exactly once per device for each time step, and only for steps above the last accepted
   * one. Two calls at the same moment, on any process, never both get true. Success clears the failures.
   */
  accept(serialNumber: string, step: number): Promise<boolean>
  /** Counts a wrong code at `nowMs`; answers the failures in a row. */
  fail(serialNumber: string, nowMs: number): Promise<number>
  /** Failures in a row and when the last one was (UTC epoch ms); zero where there is none. */
  failures(serialNumber: string): Promise<{ readonly count: number; readonly lastAtMs: number }>
}

/** Audit records of committed changes that may not have reached the log yet (a crash between the two). */
export interface Outbox {
  /** In the order of their commits; without those that this process has settled, soon or at once. */
  pending(): Promise<readonly { readonly eventId: string; readonly record: string }[]>
  settle(eventIds: readonly string[]): Promise<void>
  /**
   * The same with the next commit, or a moment later, or when the store is closed: for records that the log has, and that
   * a replay will find there where the process ends before.
   */
  settleSoon(eventIds: readonly string[]): void
}

/** The control plane's database. Every method throws StoreUnavailable (errors.ts) while the database cannot do it. */
export interface Store {
  /** Cached reads on a connection of their own. Sees this process's own commits at once, others' within 1 s. */
  readonly read: Reader
  readonly mfaCodes: MfaCodes
  readonly outbox: Outbox
  /** For the follower of the audit log only. */
  readonly usage: UsageNotes
  /**
   * Runs `work` in one transaction. Resolved means durable; when `work` throws, nothing happened. One at a time: throws
   * where it is called inside another `work` of the same store. Inside `work`, read through `tx`, and wait for nothing that
   * waits for another write: works that come together share a commit.
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T>
  /** True when the database answers. */
  healthy(): Promise<boolean>
  close(): Promise<void>
}
