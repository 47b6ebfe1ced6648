/** Managed policies and their versions, inline policies, attachments and boundaries, as the model has them. Source: IAM API reference. */
import { changeableRole, groupNamed, tagging, userNamed } from './identities.ts'
import { demandDocument, demandManaged, demandPolicy, demandTags, newTags, ownPolicy, sizeOf } from './rules.ts'
import { demand, nothing, optional, text } from './state.ts'
import type { Holder, Input, ModelOperation, State } from './state.ts'

const VERSIONS = 5
const ATTACHED = 10
/** Characters of all inline policies of one holder. */
const INLINE = { user: 2_048, group: 5_120, role: 10_240 } as const

const CreatePolicy: ModelOperation = (state, input) => {
  const name = text(input, 'PolicyName')
  demand(!state.policies.has(name.toLowerCase()), 'EntityAlreadyExists')
  demandTags(new Map(), input)
  const document = text(input, 'PolicyDocument')
  demandManaged(document)
  const arn = `arn:aws:iam::${state.accountId}:policy${optional(input, 'Path') ?? '/'}${name}`
  const versions = new Map([['v1', document]])
  return () =>
    void state.policies.set(name.toLowerCase(), { arn, name, versions, defaultId: 'v1', next: 2, tags: newTags(input) })
}

/** All users, groups and roles. */
export const holdersOf = (state: State): readonly Holder[] => [
  ...state.users.values(),
  ...state.groups.values(),
  ...state.roles.values(),
]

const DeletePolicy: ModelOperation = (state, input) => {
  const policy = ownPolicy(state, text(input, 'PolicyArn'))
  const isUsed = holdersOf(state).some(
    ({ attached, boundary }) => attached.includes(policy.arn) || boundary === policy.arn,
  )
  demand(!isUsed && policy.versions.size === 1, 'DeleteConflict')
  return () => void state.policies.delete(policy.name.toLowerCase())
}

const CreatePolicyVersion: ModelOperation = (state, input) => {
  const policy = ownPolicy(state, text(input, 'PolicyArn'))
  const document = text(input, 'PolicyDocument')
  demand(policy.versions.size < VERSIONS, 'LimitExceeded')
  demandManaged(document)
  return () => {
    const id = `v${policy.next}`
    policy.next += 1
    policy.versions.set(id, document)
    if (input['SetAsDefault'] === true) policy.defaultId = id
  }
}

const DeletePolicyVersion: ModelOperation = (state, input) => {
  const policy = ownPolicy(state, text(input, 'PolicyArn'))
  const id = text(input, 'VersionId')
  demand(policy.versions.has(id), 'NoSuchEntity')
  demand(policy.defaultId !== id, 'DeleteConflict')
  return () => void policy.versions.delete(id)
}

const SetDefaultPolicyVersion: ModelOperation = (state, input) => {
  const policy = ownPolicy(state, text(input, 'PolicyArn'))
  const id = text(input, 'VersionId')
  demand(policy.versions.has(id), 'NoSuchEntity')
  return () => void (policy.defaultId = id)
}

/** The holder that a request of this kind names, to be changed. */
const HOLDERS: Readonly<Record<'User' | 'Group' | 'Role', (state: State, input: Input) => Holder>> = {
  User: (state, input) => userNamed(state, text(input, 'UserName')),
  Group: (state, input) => groupNamed(state, text(input, 'GroupName')),
  Role: (state, input) => changeableRole(state, text(input, 'RoleName')),
}

type Kind = keyof typeof HOLDERS

const put =
  (kind: Kind): ModelOperation =>
  (state, input) => {
    const holder = HOLDERS[kind](state, input)
    const [name, document] = [text(input, 'PolicyName'), text(input, 'PolicyDocument')]
    const all = new Map(holder.inline).set(name, document)
    const size = [...all.values()].reduce((sum, one) => sum + sizeOf(one), 0)
    demand(size <= INLINE[holder.noun], 'LimitExceeded')
    demandDocument(document)
    return () => void holder.inline.set(name, document)
  }

const drop =
  (kind: Kind): ModelOperation =>
  (state, input) => {
    const holder = HOLDERS[kind](state, input)
    const name = text(input, 'PolicyName')
    demand(holder.inline.has(name), 'NoSuchEntity')
    return () => void holder.inline.delete(name)
  }

const attach =
  (kind: Kind): ModelOperation =>
  (state, input) => {
    const { attached } = HOLDERS[kind](state, input)
    const arn = text(input, 'PolicyArn')
    demandPolicy(state, arn)
    if (attached.includes(arn)) return nothing
    demand(attached.length < ATTACHED, 'LimitExceeded')
    return () => void attached.push(arn)
  }

const detach =
  (kind: Kind): ModelOperation =>
  (state, input) => {
    const { attached } = HOLDERS[kind](state, input)
    const arn = text(input, 'PolicyArn')
    demandPolicy(state, arn)
    demand(attached.includes(arn), 'NoSuchEntity')
    return () => void attached.splice(attached.indexOf(arn), 1)
  }

const bound =
  (kind: 'User' | 'Role'): ModelOperation =>
  (state, input) => {
    const holder = HOLDERS[kind](state, input)
    const arn = text(input, 'PermissionsBoundary')
    demandPolicy(state, arn)
    return () => void (holder.boundary = arn)
  }

const unbound =
  (kind: 'User' | 'Role'): ModelOperation =>
  (state, input) => {
    const holder = HOLDERS[kind](state, input)
    return () => void (holder.boundary = undefined)
  }

const policy = tagging((state, input) => ownPolicy(state, text(input, 'PolicyArn')))

const of = (kind: Kind): readonly (readonly [string, ModelOperation])[] => [
  [`Put${kind}Policy`, put(kind)],
  [`Delete${kind}Policy`, drop(kind)],
  [`Attach${kind}Policy`, attach(kind)],
  [`Detach${kind}Policy`, detach(kind)],
]

/** By the operation's name. */
export const permissions: Readonly<Record<string, ModelOperation>> = {
  CreatePolicy,
  DeletePolicy,
  CreatePolicyVersion,
  DeletePolicyVersion,
  SetDefaultPolicyVersion,
  TagPolicy: policy.tag,
  UntagPolicy: policy.untag,
  ...Object.fromEntries([...of('User'), ...of('Group'), ...of('Role')]),
  PutUserPermissionsBoundary: bound('User'),
  PutRolePermissionsBoundary: bound('Role'),
  DeleteUserPermissionsBoundary: unbound('User'),
  DeleteRolePermissionsBoundary: unbound('Role'),
}
