/** The policies of a user, group or role as results show them: gathered exactly as for a real call. */
import type { PolicySource, PolicyType } from '@brevet/policy'
import { readStored } from '../../../authz/documents.ts'
import { type CallerPolicies, gather, gatherGroup } from '../../../authz/gather.ts'
import { roleArn, userArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { PolicyHolder, Role, User } from '../../../domain/entities.ts'
import type { Reader } from '../../../store/store.ts'
import type { Source } from './policySource.ts'
import type { SimulatedPolicy, Written } from './simulation.ts'

/** No policy can hold this session name: a role stands for all of its sessions alike. */
const ANY_SESSION = '*'
/** Nothing is signed in a simulation. */
const NO_CREDENTIAL = { type: 'longTerm', accessKeyId: '' } as const

const asUser = (user: User): Caller => ({
  kind: 'user',
  accountId: user.accountId,
  arn: userArn(user),
  userId: user.id,
  userName: user.name,
  credential: NO_CREDENTIAL,
})

const asRole = (role: Role): Caller => ({
  kind: 'assumedRole',
  accountId: role.accountId,
  arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${ANY_SESSION}`,
  userId: `${role.id}:${ANY_SESSION}`,
  roleArn: roleArn(role),
  roleId: role.id,
  roleName: role.name,
  sessionName: ANY_SESSION,
  credential: NO_CREDENTIAL,
})

/** The entity as a caller: a role as a session that is known by nothing but its role. Groups call nothing. */
export function callerOf(source: Source): Caller | undefined {
  if (source.kind === 'group') return undefined
  return source.kind === 'user' ? asUser(source.entity) : asRole(source.entity)
}

/** What an entity brings into a simulation. */
export interface SourcePolicies {
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy
  readonly scp: readonly (readonly PolicySource[])[]
}

/** Everything that holds the entity's policies, by unique id, and what its inline policies are called in answers. */
async function holdersOf(source: Source, store: Reader): Promise<ReadonlyMap<string, Named>> {
  const holders = new Map<string, Named>([[source.entity.id, { kind: source.kind, holder: source.entity }]])
  for (const id of source.kind === 'user' ? source.entity.groupIds : []) {
    const holder = await store.groups.byId(id)
    if (holder !== undefined) holders.set(id, { kind: 'group', holder })
  }
  return holders
}

interface Named {
  readonly kind: Source['kind']
  readonly holder: PolicyHolder
}

interface Shown {
  readonly id: string
  readonly text?: string
}

/** Managed policies are shown by their name. Observed: recorded answers for AdministratorAccess. */
async function shownManaged(arn: string, store: Reader): Promise<Shown> {
  const policy = await store.policies.byArn(arn)
  const text = policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document
  return { id: policy?.name ?? arn, ...(text === undefined ? {} : { text }) }
}

/** `user_<user>_<policy>`. Observed: terraform-provider-aws, iam_principal_policy_simulation (acceptance test). */
function shownInline(id: string, named: Named | undefined): Shown {
  const name = id.slice('inline:'.length)
  const text = named?.holder.inlinePolicies.find((policy) => policy.name === name)?.document
  const shown = named === undefined ? id : `${named.kind}_${named.holder.name}_${name}`
  return { id: shown, ...(text === undefined ? {} : { text }) }
}

function written(text: string | undefined, type: PolicyType): { readonly written?: Written } {
  const document = text === undefined ? undefined : readStored(text, type)
  return text === undefined || document === undefined || 'unreadable' in document ? {} : { written: { document, text } }
}

async function shown(
  source: PolicySource,
  type: PolicyType,
  { holders, store }: { readonly holders: ReadonlyMap<string, Named>; readonly store: Reader },
): Promise<SimulatedPolicy> {
  const { id, text } = source.id.startsWith('inline:')
    ? shownInline(source.id, holders.get(source.attachedTo ?? ''))
    : await shownManaged(source.id, store)
  return { source, id, type: 'IAM Policy', ...written(text, type) }
}

/** The policies in force for the entity now. */
export async function sourcePolicies(source: Source, store: Reader): Promise<SourcePolicies> {
  const caller = callerOf(source)
  const gathered: CallerPolicies = await (source.kind === 'group' || caller === undefined
    ? gatherGroup(source.entity, store)
    : gather(caller, store))
  const found = { holders: await holdersOf(source, store), store }
  const { boundary } = gathered
  return {
    identity: await Promise.all(gathered.identity.map((policy) => shown(policy, 'identity', found))),
    ...(boundary === undefined ? {} : { boundary: await shown(boundary, 'boundary', found) }),
    scp: gathered.scp,
  }
}
