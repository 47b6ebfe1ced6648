/** Whom a report about last accessed services is about: its policies, and the users and roles that could have used them. */
import type { PolicySource } from '@brevet/policy'
import type { Ask } from '../../../authz/ask.ts'
import { readStored } from '../../../authz/documents.ts'
import { gather, gatherGroup } from '../../../authz/gather.ts'
import { parseArn, pathAndName, roleArn, userArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { Bare, Group, Role, User } from '../../../domain/entities.ts'
import type { EntityInfo } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { policyAsk, requirePolicy } from '../managedPolicies.ts'
import { requireSource, sourceAsk } from '../simulate/policySource.ts'
import { callerOf } from '../simulate/sourcePolicies.ts'

/** A user, group, role or managed policy, as a report sees it. */
export interface ReportSubject {
  readonly policies: readonly Pick<PolicySource, 'document'>[]
  /** The users and roles whose uses count, by pages: groups may be large. */
  members(): AsyncIterable<EntityInfo>
}

const isPolicy = (arn: string): boolean => pathAndName(parseArn(arn)?.resource ?? '')?.type === 'policy'

/** Asks for `action` on the user, group, role or policy. Throws InvalidInput for an ARN of anything else. */
export const subjectAsk = (action: string, arn: string, of: { caller: Caller; store: Reader }): Promise<Ask> =>
  isPolicy(arn) ? policyAsk({ action, arn }, of.caller, of.store) : sourceAsk(action, arn, of.store)

const userInfo = (user: Bare<User>): EntityInfo => ({
  Arn: userArn(user),
  Name: user.name,
  Type: 'USER',
  Id: user.id,
  Path: user.path,
})
const roleInfo = (role: Role): EntityInfo => ({
  Arn: roleArn(role),
  Name: role.name,
  Type: 'ROLE',
  Id: role.id,
  Path: role.path,
})

const PAGE = 100

async function* membersOf(groupId: string, store: Reader): AsyncGenerator<EntityInfo> {
  let after: string | undefined
  do {
    const page = await store.users.inGroup(groupId, { limit: PAGE, ...(after === undefined ? {} : { after }) })
    for (const user of page.items) yield userInfo(user)
    after = page.next
  } while (after !== undefined)
}

/** Everybody who has the policy, in person or through a group, once each. */
async function* holdersOf(arn: string, accountId: string, store: Reader): AsyncGenerator<EntityInfo> {
  const seen = new Set<string>()
  for (const id of await store.policies.holders(arn, accountId, 'attached')) {
    const user = await store.users.byId(id)
    const role = user === undefined ? await store.roles.byId(id) : undefined
    const direct = user === undefined ? role && roleInfo(role) : userInfo(user)
    for await (const member of direct === undefined ? membersOf(id, store) : [direct]) {
      if (!seen.has(member.Id)) yield member
      seen.add(member.Id)
    }
  }
}

async function* only(member: EntityInfo): AsyncGenerator<EntityInfo> {
  yield member
}

/** The policies that a user or role has, a user's groups included. */
export async function policiesOf(caller: Caller, store: Reader): Promise<readonly PolicySource[]> {
  return (await gather(caller, store)).identity
}

const groupSubject = async (group: Group, store: Reader): Promise<ReportSubject> => ({
  policies: (await gatherGroup(group, store)).identity,
  members: () => membersOf(group.id, store),
})

async function policySubject(arn: string, accountId: string, store: Reader): Promise<ReportSubject> {
  const policy = await requirePolicy(store, { arn, accountId, for: 'get' })
  const version = policy.versions.find(({ id }) => id === policy.defaultVersionId)
  return {
    policies: version === undefined ? [] : [{ document: readStored(version.document, 'identity') }],
    members: () => holdersOf(arn, accountId, store),
  }
}

/** The subject with that ARN in the caller's account, or one of AWS's own policies. Throws NoSuchEntity, InvalidInput. */
export async function requireSubject(arn: string, accountId: string, store: Reader): Promise<ReportSubject> {
  if (isPolicy(arn)) return policySubject(arn, accountId, store)
  const source = await requireSource(arn, accountId, store)
  if (source.kind === 'group') return groupSubject(source.entity, store)
  const caller = callerOf(source)
  if (caller === undefined) throw new Error('a user or role that cannot call')
  const info = source.kind === 'user' ? userInfo(source.entity) : roleInfo(source.entity)
  return { policies: await policiesOf(caller, store), members: () => only(info) }
}
