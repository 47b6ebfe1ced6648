/** Users, groups and roles as holders of policies: what the operations on their policies need to know of each kind. */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import { groupArn, roleArn, userArn } from '../../domain/arn.ts'
import type { PolicyHolder, Tag } from '../../domain/entities.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import { isServiceLinked } from '../../domain/serviceLinkedRoles.ts'
import type { NamedReader, Reader } from '../../store/store.ts'
import { boundaryKey, resourceTagKeys } from './askEntity.ts'
import { noSuch, unmodifiable } from './entityErrors.ts'

/** A holder of policies. Groups have neither tags nor a boundary. */
export type Holder = PolicyHolder & { readonly tags?: readonly Tag[]; readonly boundaryArn?: string }

/** The member of requests that names the holder. */
export type NameMember = 'UserName' | 'GroupName' | 'RoleName'

/** One kind of holder. `title` stands in operation names: Put<title>Policy. */
export interface HolderKind<M extends NameMember = NameMember> {
  readonly noun: 'user' | 'group' | 'role'
  readonly title: 'User' | 'Group' | 'Role'
  readonly member: M
  /** Characters without white space of all its inline policies together. */
  readonly inlineSize: number
  readonly attachQuota: 'PoliciesPerUser' | 'PoliciesPerGroup' | 'PoliciesPerRole'
  readonly arn: (holder: Pick<PolicyHolder, 'accountId' | 'path' | 'name'>) => string
  readonly reader: (store: Reader) => Pick<NamedReader<Holder>, 'byName' | 'byId'>
}

export const userKind: HolderKind<'UserName'> = {
  noun: 'user',
  title: 'User',
  member: 'UserName',
  inlineSize: QUOTAS.InlinePolicySizeUser,
  attachQuota: 'PoliciesPerUser',
  arn: userArn,
  reader: (store) => store.users,
}

export const groupKind: HolderKind<'GroupName'> = {
  noun: 'group',
  title: 'Group',
  member: 'GroupName',
  inlineSize: QUOTAS.InlinePolicySizeGroup,
  attachQuota: 'PoliciesPerGroup',
  arn: groupArn,
  reader: (store) => store.groups,
}

export const roleKind: HolderKind<'RoleName'> = {
  noun: 'role',
  title: 'Role',
  member: 'RoleName',
  inlineSize: QUOTAS.InlinePolicySizeRole,
  attachQuota: 'PoliciesPerRole',
  arn: roleArn,
  reader: (store) => store.roles,
}

/** The holder a request names, in the caller's own account. */
export interface HolderName {
  readonly accountId: string
  readonly name: string
}

/** The holder with that name. Throws NoSuchEntity. */
export async function requireHolder(kind: HolderKind, store: Reader, { accountId, name }: HolderName): Promise<Holder> {
  const holder = await kind.reader(store).byName(accountId, name)
  if (holder === undefined) throw noSuch(kind.noun, name)
  return holder
}

/** As requireHolder, for a change of what it may do. Throws UnmodifiableEntity for a role that is linked to a service. */
export async function requireModifiableHolder(kind: HolderKind, store: Reader, named: HolderName): Promise<Holder> {
  const holder = await requireHolder(kind, store, named)
  if (kind.noun === 'role' && isServiceLinked(holder.path)) throw unmodifiable(holder.name)
  return holder
}

/** An action on a holder, before it is known whether the holder exists. */
export interface HolderRequest extends HolderName {
  readonly action: string
  /** Keys of this request. */
  readonly context?: readonly ContextEntry[]
  /** Supply the boundary the holder has as `iam:PermissionsBoundary`: AWS does for changes to its permissions. */
  readonly presentBoundary?: boolean
}

/** The ask for it: the real ARN and tags of a holder that exists; with path `/` and the given name otherwise. */
export async function holderAsk(kind: HolderKind, request: HolderRequest, store: Reader): Promise<Ask> {
  const { accountId, name, action, context = [], presentBoundary = false } = request
  const holder = await kind.reader(store).byName(accountId, name)
  return {
    action,
    resource: kind.arn(holder ?? { accountId, name, path: '/' }),
    context: [
      ...resourceTagKeys(holder?.tags),
      ...(presentBoundary ? boundaryKey(holder?.boundaryArn) : []),
      ...context,
    ],
  }
}
