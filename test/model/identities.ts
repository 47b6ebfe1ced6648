/** Users, groups, membership and roles, as the model has them. Source: IAM API reference, the operations of these names. */
import { demandDocument, demandPolicy, demandTags, dropTags, newTags, putTags, sizeOf } from './rules.ts'
import { demand, idIn, nothing, number, optional, text } from './state.ts'
import type { Group, Input, ModelOperation, Role, State, User } from './state.ts'

const GROUPS_PER_USER = 10
const TRUST_SIZE = 2_048
const LINKED = '/aws-service-role/'

/** The user, by a name in any case. */
export function userNamed(state: State, name: string): User {
  const user = state.users.get(name.toLowerCase())
  demand(user !== undefined, 'NoSuchEntity')
  return user
}

/** The group, by a name in any case. */
export function groupNamed(state: State, name: string): Group {
  const group = state.groups.get(name.toLowerCase())
  demand(group !== undefined, 'NoSuchEntity')
  return group
}

/** The role, by a name in any case. */
export function roleNamed(state: State, name: string): Role {
  const role = state.roles.get(name.toLowerCase())
  demand(role !== undefined, 'NoSuchEntity')
  return role
}

/** The role, unless a service owns it. */
export function changeableRole(state: State, name: string): Role {
  const role = roleNamed(state, name)
  demand(!role.path.startsWith(LINKED), 'UnmodifiableEntity')
  return role
}

const fresh = (input: Input, name: string) => ({
  name,
  path: optional(input, 'Path') ?? '/',
  inline: new Map<string, string>(),
  attached: [],
  boundary: optional(input, 'PermissionsBoundary'),
  tags: newTags(input),
})

const CreateUser: ModelOperation = (state, input) => {
  const name = text(input, 'UserName')
  demandTags(new Map(), input)
  const boundary = optional(input, 'PermissionsBoundary')
  if (boundary !== undefined) demandPolicy(state, boundary)
  demand(!state.users.has(name.toLowerCase()), 'EntityAlreadyExists')
  return (answer) =>
    void state.users.set(name.toLowerCase(), {
      ...fresh(input, name),
      noun: 'user',
      id: idIn(answer, 'User', 'UserId'),
      keys: [],
      credentials: [],
      sshKeys: [],
      certificates: [],
      mustReset: undefined,
    })
}

const DeleteUser: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  const isFree =
    user.keys.length + user.credentials.length + user.inline.size + user.attached.length === 0 &&
    user.sshKeys.length + user.certificates.length === 0 &&
    user.mustReset === undefined &&
    ![...state.devices.values()].some((device) => device.user === user) &&
    ![...state.groups.values()].some(({ members }) => members.has(user))
  demand(isFree, 'DeleteConflict')
  return () => void state.users.delete(user.name.toLowerCase())
}

/** Renames one of `map`. */
export function rename<T extends { name: string; path: string }>(
  map: Map<string, T>,
  entity: T,
  to: { readonly name: string | undefined; readonly path: string | undefined },
): () => void {
  const name = to.name ?? entity.name
  const holder = map.get(name.toLowerCase())
  demand(holder === undefined || holder === entity, 'EntityAlreadyExists')
  return () => {
    map.delete(entity.name.toLowerCase())
    entity.name = name
    entity.path = to.path ?? entity.path
    map.set(name.toLowerCase(), entity)
  }
}

const UpdateUser: ModelOperation = (state, input) =>
  rename(state.users, userNamed(state, text(input, 'UserName')), {
    name: optional(input, 'NewUserName'),
    path: optional(input, 'NewPath'),
  })

const CreateGroup: ModelOperation = (state, input) => {
  const name = text(input, 'GroupName')
  demand(!state.groups.has(name.toLowerCase()), 'EntityAlreadyExists')
  return (answer) =>
    void state.groups.set(name.toLowerCase(), {
      ...fresh(input, name),
      noun: 'group',
      id: idIn(answer, 'Group', 'GroupId'),
      members: new Set(),
    })
}

const DeleteGroup: ModelOperation = (state, input) => {
  const group = groupNamed(state, text(input, 'GroupName'))
  demand(group.members.size + group.inline.size + group.attached.length === 0, 'DeleteConflict')
  return () => void state.groups.delete(group.name.toLowerCase())
}

const UpdateGroup: ModelOperation = (state, input) =>
  rename(state.groups, groupNamed(state, text(input, 'GroupName')), {
    name: optional(input, 'NewGroupName'),
    path: optional(input, 'NewPath'),
  })

const AddUserToGroup: ModelOperation = (state, input) => {
  const group = groupNamed(state, text(input, 'GroupName'))
  const user = userNamed(state, text(input, 'UserName'))
  if (group.members.has(user)) return nothing
  const groups = [...state.groups.values()].filter(({ members }) => members.has(user))
  demand(groups.length < GROUPS_PER_USER, 'LimitExceeded')
  return () => void group.members.add(user)
}

const RemoveUserFromGroup: ModelOperation = (state, input) => {
  const group = groupNamed(state, text(input, 'GroupName'))
  const user = userNamed(state, text(input, 'UserName'))
  return () => void group.members.delete(user)
}

/** Whom a trust policy trusts. A user must be there, under exactly its ARN. */
function trustedBy(state: State, document: string): User | string {
  demand(sizeOf(document) <= TRUST_SIZE, 'LimitExceeded')
  demandDocument(document)
  const { Statement } = JSON.parse(document) as { Statement: readonly { Principal: { AWS: string } }[] }
  const principal = Statement[0]?.Principal.AWS ?? ''
  if (!principal.includes(':user/')) return principal
  const user = [...state.users.values()].find((one) => arnOfUser(state, one) === principal)
  demand(user !== undefined, 'MalformedPolicyDocument')
  return user
}

/** The ARN that a user has now. */
export const arnOfUser = ({ accountId }: State, { path, name }: User): string =>
  `arn:aws:iam::${accountId}:user${path}${name}`

const CreateRole: ModelOperation = (state, input) => {
  const name = text(input, 'RoleName')
  demand(!(optional(input, 'Path') ?? '/').startsWith(LINKED), 'InvalidInput')
  demand(!state.roles.has(name.toLowerCase()), 'EntityAlreadyExists')
  demandTags(new Map(), input)
  const trusted = trustedBy(state, text(input, 'AssumeRolePolicyDocument'))
  const boundary = optional(input, 'PermissionsBoundary')
  if (boundary !== undefined) demandPolicy(state, boundary)
  return (answer) =>
    void state.roles.set(name.toLowerCase(), {
      ...fresh(input, name),
      noun: 'role',
      id: idIn(answer, 'Role', 'RoleId'),
      trusted,
      description: optional(input, 'Description'),
      maxSeconds: number(input, 'MaxSessionDuration') ?? 3_600,
    })
}

const DeleteRole: ModelOperation = (state, input) => {
  const role = changeableRole(state, text(input, 'RoleName'))
  demand(![...state.profiles.values()].some((profile) => profile.role === role), 'DeleteConflict')
  demand(role.inline.size + role.attached.length === 0, 'DeleteConflict')
  return () => void state.roles.delete(role.name.toLowerCase())
}

const UpdateRole: ModelOperation = (state, input) => {
  const seconds = number(input, 'MaxSessionDuration')
  const find = seconds === undefined ? roleNamed : changeableRole
  const role = find(state, text(input, 'RoleName'))
  return () => {
    if (seconds !== undefined) role.maxSeconds = seconds
    role.description = optional(input, 'Description') ?? role.description
  }
}

const UpdateRoleDescription: ModelOperation = (state, input) => {
  const role = roleNamed(state, text(input, 'RoleName'))
  return () => void (role.description = text(input, 'Description'))
}

const UpdateAssumeRolePolicy: ModelOperation = (state, input) => {
  const role = changeableRole(state, text(input, 'RoleName'))
  const trusted = trustedBy(state, text(input, 'PolicyDocument'))
  return () => void (role.trusted = trusted)
}

/** What the steps' services call their roles. */
const LINKED_NAMES: Readonly<Record<string, string>> = { 'ecs.amazonaws.com': 'AWSServiceRoleForECS' }

const CreateServiceLinkedRole: ModelOperation = (state, input) => {
  const service = text(input, 'AWSServiceName')
  const name = LINKED_NAMES[service]
  demand(name !== undefined && !state.roles.has(name.toLowerCase()), 'InvalidInput')
  return (answer) =>
    void state.roles.set(name.toLowerCase(), {
      ...fresh({ Path: `${LINKED}${service}/` }, name),
      noun: 'role',
      id: idIn(answer, 'Role', 'RoleId'),
      trusted: service,
      description: optional(input, 'Description'),
      maxSeconds: 3_600,
    })
}

const DeleteServiceLinkedRole: ModelOperation = (state, input) => {
  const role = roleNamed(state, text(input, 'RoleName'))
  demand(role.path.startsWith(LINKED), 'NoSuchEntity')
  return () => void state.roles.delete(role.name.toLowerCase())
}

const tagging = (
  find: (state: State, input: Input) => { readonly tags: User['tags'] },
): { readonly tag: ModelOperation; readonly untag: ModelOperation } => ({
  tag: (state, input) => {
    const { tags } = find(state, input)
    demandTags(tags, input)
    return () => putTags(tags, input)
  },
  untag: (state, input) => {
    const { tags } = find(state, input)
    return () => dropTags(tags, input)
  },
})

const user = tagging((state, input) => userNamed(state, text(input, 'UserName')))
const role = tagging((state, input) => roleNamed(state, text(input, 'RoleName')))

/** Tag and Untag of anything that has tags. */
export { tagging }

/** By the operation's name. */
export const identities: Readonly<Record<string, ModelOperation>> = {
  CreateUser,
  DeleteUser,
  UpdateUser,
  TagUser: user.tag,
  UntagUser: user.untag,
  CreateGroup,
  DeleteGroup,
  UpdateGroup,
  AddUserToGroup,
  RemoveUserFromGroup,
  CreateRole,
  DeleteRole,
  UpdateRole,
  UpdateRoleDescription,
  UpdateAssumeRolePolicy,
  TagRole: role.tag,
  UntagRole: role.untag,
  CreateServiceLinkedRole,
  DeleteServiceLinkedRole,
}
