/** Everything that IAM should show of an account, from the model's state. */
import { arnOfUser } from './identities.ts'
import { holdersOf } from './permissions.ts'
import type { Shown, ShownHolder, ShownPolicy, ShownRole, ShownUser } from './shown.ts'
import { AWS_POLICIES } from './state.ts'
import type { Holder, Role, State, Tags, User } from './state.ts'

/** By the key in lower case, which is how lists are ordered. */
const inOrder = <T>(map: ReadonlyMap<string, T>): readonly T[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)

const printed = (tags: Tags): readonly string[] => [...tags.values()].map(({ Key, Value }) => `${Key}=${Value}`).sort()

const held = ({ name, path, id, inline, attached, boundary, tags }: Holder): ShownHolder => ({
  name,
  path,
  id,
  inline: Object.fromEntries(inline),
  attached: [...attached].sort(),
  boundary,
  tags: printed(tags),
})

const shownUser = (state: State, user: User): ShownUser => ({
  ...held(user),
  groups: inOrder(state.groups)
    .filter(({ members }) => members.has(user))
    .map(({ name }) => name),
  keys: user.keys.map(({ id, status }) => `${id} ${status}`).sort(),
  credentials: user.credentials.map(({ id }) => id).sort(),
  sshKeys: user.sshKeys.map(({ id }) => id).sort(),
  certificates: user.certificates.map(({ id }) => id).sort(),
  devices: [...state.devices.values()]
    .filter((device) => device.user === user)
    .map(({ serial }) => serial)
    .sort(),
  mustReset: user.mustReset,
})

/** A user who is trusted is shown by the ARN it has now, one who is gone by its unique id. */
function trustedIn(state: State, { trusted }: Role): string {
  if (typeof trusted === 'string') return trusted
  return [...state.users.values()].includes(trusted) ? arnOfUser(state, trusted) : trusted.id
}

const shownRole = (state: State, role: Role): ShownRole => ({
  ...held(role),
  trusted: trustedIn(state, role),
  description: role.description === '' ? undefined : role.description,
  maxSeconds: role.maxSeconds,
  profiles: [...state.profiles.values()]
    .filter((profile) => profile.role === role)
    .map(({ name }) => name)
    .sort(),
})

function usage(state: State, arn: string) {
  const attachedTo = holdersOf(state).filter(({ attached }) => attached.includes(arn))
  const bounds = holdersOf(state).filter(({ boundary }) => boundary === arn)
  return {
    arn,
    attachments: attachedTo.length,
    boundaries: bounds.length,
    attachedTo: attachedTo.map(({ id }) => id).sort(),
    bounds: bounds.map(({ id }) => id).sort(),
  }
}

const policies = (state: State): readonly ShownPolicy[] => [
  ...inOrder(state.policies).map(({ arn, versions, defaultId, tags }) => ({
    ...usage(state, arn),
    versions: Object.fromEntries(versions),
    defaultId,
    tags: printed(tags),
  })),
  ...AWS_POLICIES.map((arn) => ({ ...usage(state, arn), versions: {}, defaultId: '', tags: [] })),
]

const counts = (state: State): Shown['counts'] => ({
  Users: state.users.size,
  Groups: state.groups.size,
  Roles: state.roles.size,
  Policies: state.policies.size,
  InstanceProfiles: state.profiles.size,
  ServerCertificates: state.serverCertificates.size,
  MFADevices: state.devices.size,
  MFADevicesInUse: [...state.devices.values()].filter(({ user }) => user !== undefined).length,
  Providers: state.issuers.size + state.samlProviders.size,
  PolicyVersionsInUse: [...state.policies.values()].reduce((sum, { versions }) => sum + versions.size, 0),
})

/** What `shownBy` should read. */
export const predicted = (state: State): Shown => ({
  users: inOrder(state.users).map((user) => shownUser(state, user)),
  groups: inOrder(state.groups).map((group) => ({
    ...held(group),
    members: inOrder(state.users)
      .filter((user) => group.members.has(user))
      .map(({ name }) => name),
  })),
  roles: inOrder(state.roles).map((role) => shownRole(state, role)),
  policies: policies(state),
  profiles: inOrder(state.profiles).map(({ name, path, role, tags }) => ({
    name,
    path,
    role: role?.name,
    tags: printed(tags),
  })),
  devices: [...state.devices.values()]
    .sort((a, b) => (a.serial < b.serial ? -1 : 1))
    .map(({ serial, user, tags }) => ({ serial, user: user?.name, tags: printed(tags) })),
  serverCertificates: inOrder(state.serverCertificates).map(({ name, path, tags }) => ({
    name,
    path,
    tags: printed(tags),
  })),
  issuers: inOrder(state.issuers).map(({ arn, clientIds, tags }) => ({
    arn,
    clientIds: [...clientIds].sort(),
    tags: printed(tags),
  })),
  samlProviders: inOrder(state.samlProviders).map(({ arn, tags }) => ({ arn, tags: printed(tags) })),
  alias: state.alias,
  passwordLength: state.passwordLength,
  counts: counts(state),
})
