/** Which policies apply to a caller. */
import type { ApplicablePolicies, PolicySource, PolicyType } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import type { Group, PolicyHolder } from '../domain/entities.ts'
import type { Session } from '../domain/session.ts'
import { isServiceLinkedArn } from '../domain/serviceLinkedRoles.ts'
import type { AttachedPolicy, Reader } from '../store/store.ts'
import type { Ask } from './ask.ts'
import { missingPolicy, readStored } from './documents.ts'

/** Everything but the resource's own policy, which belongs to the ask. */
export type CallerPolicies = Omit<ApplicablePolicies, 'resource'>

/** A managed policy's default version as a source of one kind. */
async function managed(arn: string, type: PolicyType, store: Reader): Promise<PolicySource> {
  const policy = await store.policies.byArn(arn)
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersionId)
  if (version === undefined) return missingPolicy(arn)
  return { id: arn, version: version.id, document: readStored(version.document, type) }
}

/** The inline policies of a holder as sources, kept as long as the store keeps the holder. */
const inlineSources = new WeakMap<PolicyHolder, readonly PolicySource[]>()

function inlineOf(holder: PolicyHolder): readonly PolicySource[] {
  const known = inlineSources.get(holder)
  if (known !== undefined) return known
  const sources = holder.inlinePolicies.map(({ name, document }) => ({
    id: `inline:${name}`,
    document: readStored(document, 'identity'),
    attachedTo: holder.id,
  }))
  inlineSources.set(holder, sources)
  return sources
}

async function heldBy(holder: PolicyHolder, store: Reader): Promise<readonly PolicySource[]> {
  const inline = inlineOf(holder)
  if (holder.attachedPolicyArns.length === 0) return inline
  const attached = await Promise.all(holder.attachedPolicyArns.map((arn) => managed(arn, 'identity', store)))
  return [...inline, ...attached.map((source) => ({ ...source, attachedTo: holder.id }))]
}

interface Identity {
  readonly identity: readonly PolicySource[]
  readonly boundary?: PolicySource
}

async function boundaryOf(arn: string | undefined, store: Reader): Promise<{ boundary?: PolicySource }> {
  return arn === undefined ? {} : { boundary: await managed(arn, 'boundary', store) }
}

async function ofUser(userId: string, store: Reader): Promise<Identity> {
  const user = await store.users.byId(userId)
  if (user === undefined) return { identity: [missingPolicy(userId)] }
  const own = await heldBy(user, store)
  const identity = user.groupIds.length === 0 ? own : [...own, ...(await throughGroups(user.groupIds, store))]
  return { identity, ...(await boundaryOf(user.boundaryArn, store)) }
}

async function throughGroups(groupIds: readonly string[], store: Reader): Promise<readonly PolicySource[]> {
  const groups = groupIds.map(async (id) => {
    const group = await store.groups.byId(id)
    return group === undefined ? [missingPolicy(id)] : heldBy(group, store)
  })
  return (await Promise.all(groups)).flat()
}

async function ofRole(roleId: string, store: Reader): Promise<Identity> {
  const role = await store.roles.byId(roleId)
  if (role === undefined) return { identity: [missingPolicy(roleId)] }
  return { identity: await heldBy(role, store), ...(await boundaryOf(role.boundaryArn, store)) }
}

function identityOf(caller: Caller, store: Reader): Promise<Identity> {
  switch (caller.kind) {
    case 'root':
      return Promise.resolve({ identity: [] })
    case 'user':
      return ofUser(caller.userId, store)
    case 'assumedRole':
      return ofRole(caller.roleId, store)
    case 'federatedUser':
      return caller.issuer.kind === 'root' ? Promise.resolve({ identity: [] }) : ofUser(caller.issuer.id, store)
  }
}

async function sessionPolicies(
  session: Session,
  store: Reader,
): Promise<Pick<ApplicablePolicies, 'session' | 'sessionLimitsDirectGrant'>> {
  const { policies } = session
  if (policies === undefined) return {}
  const inline =
    policies.inline === undefined ? [] : [{ id: 'inline:session', document: readStored(policies.inline, 'session') }]
  const attached = await Promise.all(policies.managedArns.map((arn) => managed(arn, 'session', store)))
  return {
    session: [...inline, ...attached],
    // Brevet's own: a narrowed GetSessionToken session counts as reached through its user (contract.md).
    ...(session.kind === 'sessionToken' ? { sessionLimitsDirectGrant: true } : {}),
  }
}

type Levels = readonly (readonly AttachedPolicy[])[]

/** The policies of the organization as sources, kept as long as the store keeps them. */
const levelSources = {
  scp: new WeakMap<Levels, CallerPolicies['scp']>(),
  rcp: new WeakMap<Levels, CallerPolicies['scp']>(),
}

function sourcesOf(levels: Levels, type: 'scp' | 'rcp'): CallerPolicies['scp'] {
  const known = levelSources[type].get(levels)
  if (known !== undefined) return known
  const sources = levels.map((level) => level.map(({ id, document }) => ({ id, document: readStored(document, type) })))
  levelSources[type].set(levels, sources)
  return sources
}

const serviceControlPolicies = async (accountId: string, store: Reader): Promise<CallerPolicies['scp']> =>
  sourcesOf(await store.organization.serviceControlPolicies(accountId), 'scp')

/** What a group gives to each of its members, and the service control policies of its account. A group itself calls nothing. */
export async function gatherGroup(group: Group, store: Reader): Promise<CallerPolicies> {
  return { identity: await heldBy(group, store), scp: await serviceControlPolicies(group.accountId, store), rcp: [] }
}

/**
 * The policies that bound what `caller` may do, as the store has them now; session policies are those sealed in its token.
 * Resource control policies belong to each ask (resourceControlPolicies).
 */
export async function gather(caller: Caller, store: Reader): Promise<CallerPolicies> {
  const { credential } = caller
  return {
    ...(await identityOf(caller, store)),
    ...(credential.type === 'session' ? await sessionPolicies(credential.session, store) : {}),
    scp: isServiceLinkedRole(caller) ? [] : await serviceControlPolicies(caller.accountId, store),
    rcp: [],
  }
}

/** Services whose resources such policies reach, of those here. Source: Organizations user guide, "Resource control policies". */
const RCP_SERVICES = /^sts:/i

/** Whether resource control policies reach the resources of an action. */
export const isResourceControlled = (action: string): boolean => RCP_SERVICES.test(action)

/** The resource control policies that bind the resources of an account, by level; none for the management account. */
export const resourceControlPoliciesOf = async (accountId: string, store: Reader): Promise<CallerPolicies['rcp']> =>
  sourcesOf(await store.organization.resourceControlPolicies(accountId), 'rcp')

/**
 * The resource control policies that bind `ask`: those of the account of the resource, whoever calls. They never restrict
 * what service-linked roles do, nor resources of the management account or of accounts outside the organization.
 */
export async function resourceControlPolicies(caller: Caller, ask: Ask, store: Reader): Promise<CallerPolicies['rcp']> {
  if (!isResourceControlled(ask.action) || isServiceLinkedRole(caller)) return []
  return resourceControlPoliciesOf(ask.resourceAccount ?? caller.accountId, store)
}

/** Service control policies do not reach such roles. Source: Organizations user guide, "Service control policies". */
const isServiceLinkedRole = (caller: Caller): boolean =>
  caller.kind === 'assumedRole' && isServiceLinkedArn(caller.roleArn)
