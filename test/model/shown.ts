/** Everything that IAM shows of an account, read through its operations, in one form that the model has too. */
import assert from 'node:assert/strict'
import type * as Wire from '../../apps/server/src/protocol/types/iam.generated.ts'
import { AWS_POLICIES } from './state.ts'

/** What is shown of a user, group or role. Lists whose order AWS does not promise are sorted. */
export interface ShownHolder {
  readonly name: string
  readonly path: string
  readonly id: string
  readonly inline: Readonly<Record<string, string>>
  readonly attached: readonly string[]
  readonly boundary: string | undefined
  readonly tags: readonly string[]
}

/** What is shown of a user. */
export interface ShownUser extends ShownHolder {
  readonly groups: readonly string[]
  readonly keys: readonly string[]
  readonly credentials: readonly string[]
  readonly sshKeys: readonly string[]
  readonly certificates: readonly string[]
  readonly devices: readonly string[]
  readonly mustReset: boolean | undefined
}

/** What is shown of a role. */
export interface ShownRole extends ShownHolder {
  /** The principal in the trust policy. */
  readonly trusted: string
  readonly description: string | undefined
  readonly maxSeconds: number
  readonly profiles: readonly string[]
}

/** What is shown of a managed policy, the account's own or AWS's. */
export interface ShownPolicy {
  readonly arn: string
  readonly attachments: number
  readonly boundaries: number
  /** Unique ids of those it is attached to, and of those it bounds. */
  readonly attachedTo: readonly string[]
  readonly bounds: readonly string[]
  /** Of the account's own. */
  readonly versions: Readonly<Record<string, string>>
  readonly defaultId: string
  readonly tags: readonly string[]
}

/** Everything. */
export interface Shown {
  readonly users: readonly ShownUser[]
  readonly groups: readonly (ShownHolder & { readonly members: readonly string[] })[]
  readonly roles: readonly ShownRole[]
  readonly policies: readonly ShownPolicy[]
  readonly profiles: readonly {
    readonly name: string
    readonly path: string
    readonly role: string | undefined
    readonly tags: readonly string[]
  }[]
  readonly devices: readonly {
    readonly serial: string
    readonly user: string | undefined
    readonly tags: readonly string[]
  }[]
  readonly issuers: readonly {
    readonly arn: string
    readonly clientIds: readonly string[]
    readonly tags: readonly string[]
  }[]
  readonly serverCertificates: readonly {
    readonly name: string
    readonly path: string
    readonly tags: readonly string[]
  }[]
  readonly samlProviders: readonly { readonly arn: string; readonly tags: readonly string[] }[]
  readonly alias: string | undefined
  readonly passwordLength: number | undefined
  readonly counts: Readonly<Record<string, number>>
}

/** Makes a call as the administrator. */
export type Call = <O>(operation: string, input: object) => Promise<O>

interface Paged {
  readonly IsTruncated?: boolean
  readonly Marker?: string
}

/** All pages of a list, `size` at a time; no page is longer than that, and only the last one has no marker. */
async function pages<O extends Paged, T>(
  size: number,
  fetch: (more: object) => Promise<O>,
  itemsOf: (page: O) => readonly T[] | undefined,
): Promise<readonly T[]> {
  const all: T[] = []
  let more: object = {}
  for (;;) {
    const page = await fetch({ MaxItems: size, ...more })
    const items = itemsOf(page) ?? []
    assert.ok(items.length <= size, `${items.length} items of at most ${size}`)
    all.push(...items)
    assert.equal(page.IsTruncated === true, page.Marker !== undefined)
    if (page.Marker === undefined) return all
    more = { Marker: page.Marker }
  }
}

const printedTags = (tags: readonly Wire.Tag[] | undefined): readonly string[] =>
  (tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`).sort()

const decoded = (document: string | undefined): string => decodeURIComponent(document ?? '')

/** The answer, or undefined where the server says NoSuchEntity. */
const unless = async <O>(answer: Promise<O>): Promise<O | undefined> =>
  answer.catch((error: unknown) => {
    if ((error as { code?: string }).code === 'NoSuchEntity') return undefined
    throw error
  })

interface Reading {
  readonly call: Call
  /** Items a page. */
  readonly size: number
}

const NOUNS = { User: 'UserName', Group: 'GroupName', Role: 'RoleName' } as const

/** What holders of all kinds have. */
async function holder({ call, size }: Reading, kind: keyof typeof NOUNS, name: string) {
  const named = { [NOUNS[kind]]: name }
  const names = await pages(
    size,
    (more) => call<Wire.ListUserPoliciesResponse>(`List${kind}Policies`, { ...named, ...more }),
    ({ PolicyNames }) => PolicyNames,
  )
  const inline: Record<string, string> = {}
  for (const policy of names) {
    const got = await call<Wire.GetUserPolicyResponse>(`Get${kind}Policy`, { ...named, PolicyName: policy })
    inline[policy] = decoded(got.PolicyDocument)
  }
  const attached = await pages(
    size,
    (more) => call<Wire.ListAttachedUserPoliciesResponse>(`ListAttached${kind}Policies`, { ...named, ...more }),
    ({ AttachedPolicies }) => AttachedPolicies,
  )
  return { inline, attached: attached.map(({ PolicyArn }) => PolicyArn ?? '').sort() }
}

async function users(reading: Reading): Promise<readonly ShownUser[]> {
  const { call, size } = reading
  const listed = await pages(
    size,
    (more) => call<Wire.ListUsersResponse>('ListUsers', { ...more }),
    ({ Users }) => Users,
  )
  const all: ShownUser[] = []
  for (const { UserName } of listed) {
    const of = { UserName }
    const { User } = await call<Wire.GetUserResponse>('GetUser', of)
    const groups = await pages(
      size,
      (more) => call<Wire.ListGroupsForUserResponse>('ListGroupsForUser', { ...of, ...more }),
      (page) => page.Groups,
    )
    const keys = await pages(
      size,
      (more) => call<Wire.ListAccessKeysResponse>('ListAccessKeys', { ...of, ...more }),
      (page) => page.AccessKeyMetadata,
    )
    const devices = await pages(
      size,
      (more) => call<Wire.ListMFADevicesResponse>('ListMFADevices', { ...of, ...more }),
      (page) => page.MFADevices,
    )
    const tags = await pages(
      size,
      (more) => call<Wire.ListUserTagsResponse>('ListUserTags', { ...of, ...more }),
      (page) => page.Tags,
    )
    assert.deepEqual(printedTags(tags), printedTags(User.Tags))
    const sshKeys = await pages(
      size,
      (more) => call<Wire.ListSSHPublicKeysResponse>('ListSSHPublicKeys', { ...of, ...more }),
      (page) => page.SSHPublicKeys,
    )
    const certificates = await pages(
      size,
      (more) => call<Wire.ListSigningCertificatesResponse>('ListSigningCertificates', { ...of, ...more }),
      (page) => page.Certificates,
    )
    const credentials = await call<Wire.ListServiceSpecificCredentialsResponse>('ListServiceSpecificCredentials', of)
    const profile = await unless(call<Wire.GetLoginProfileResponse>('GetLoginProfile', of))
    all.push({
      name: UserName,
      path: User.Path,
      id: User.UserId,
      ...(await holder(reading, 'User', UserName)),
      boundary: User.PermissionsBoundary?.PermissionsBoundaryArn,
      tags: printedTags(tags),
      groups: groups.map(({ GroupName }) => GroupName),
      keys: keys.map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`).sort(),
      credentials: (credentials.ServiceSpecificCredentials ?? []).map((one) => one.ServiceSpecificCredentialId).sort(),
      sshKeys: sshKeys.map(({ SSHPublicKeyId }) => SSHPublicKeyId).sort(),
      certificates: certificates.map(({ CertificateId }) => CertificateId).sort(),
      devices: devices.map(({ SerialNumber }) => SerialNumber).sort(),
      mustReset: profile?.LoginProfile.PasswordResetRequired,
    })
  }
  return all
}

async function groups(reading: Reading): Promise<Shown['groups']> {
  const { call, size } = reading
  const listed = await pages(
    size,
    (more) => call<Wire.ListGroupsResponse>('ListGroups', { ...more }),
    (page) => page.Groups,
  )
  const all: Shown['groups'][number][] = []
  for (const { GroupName, GroupId, Path } of listed) {
    const members = await pages(
      size,
      (more) => call<Wire.GetGroupResponse>('GetGroup', { GroupName, ...more }),
      (page) => page.Users,
    )
    const held = await holder(reading, 'Group', GroupName)
    const rest = { boundary: undefined, tags: [], members: members.map(({ UserName }) => UserName) }
    all.push({ name: GroupName, path: Path, id: GroupId, ...held, ...rest })
  }
  return all
}

/** The one principal of a trust policy. */
export function principalOf(document: string): string {
  const { Statement } = JSON.parse(document) as { Statement: readonly [{ Principal: Record<string, string> }] }
  return Object.values(Statement[0].Principal)[0] ?? ''
}

async function roles(reading: Reading): Promise<readonly ShownRole[]> {
  const { call, size } = reading
  const listed = await pages(
    size,
    (more) => call<Wire.ListRolesResponse>('ListRoles', { ...more }),
    (page) => page.Roles,
  )
  const all: ShownRole[] = []
  for (const { RoleName } of listed) {
    const { Role } = await call<Wire.GetRoleResponse>('GetRole', { RoleName })
    const profiles = await pages(
      size,
      (more) => call<Wire.ListInstanceProfilesForRoleResponse>('ListInstanceProfilesForRole', { RoleName, ...more }),
      (page) => page.InstanceProfiles,
    )
    all.push({
      name: RoleName,
      path: Role.Path,
      id: Role.RoleId,
      ...(await holder(reading, 'Role', RoleName)),
      boundary: Role.PermissionsBoundary?.PermissionsBoundaryArn,
      tags: printedTags(Role.Tags),
      trusted: principalOf(decoded(Role.AssumeRolePolicyDocument)),
      description: Role.Description,
      maxSeconds: Role.MaxSessionDuration ?? 0,
      profiles: profiles.map(({ InstanceProfileName }) => InstanceProfileName).sort(),
    })
  }
  return all
}

async function usersOf({ call, size }: Reading, arn: string, usage: string): Promise<readonly string[]> {
  const idsIn = ({ PolicyUsers, PolicyGroups, PolicyRoles }: Wire.ListEntitiesForPolicyResponse): readonly string[] => [
    ...(PolicyUsers ?? []).map(({ UserId }) => UserId ?? ''),
    ...(PolicyGroups ?? []).map(({ GroupId }) => GroupId ?? ''),
    ...(PolicyRoles ?? []).map(({ RoleId }) => RoleId ?? ''),
  ]
  const input = { PolicyArn: arn, PolicyUsageFilter: usage }
  const fetch = (more: object) =>
    call<Wire.ListEntitiesForPolicyResponse>('ListEntitiesForPolicy', { ...input, ...more })
  return [...(await pages(size, fetch, idsIn))].sort()
}

async function policies(reading: Reading): Promise<readonly ShownPolicy[]> {
  const { call, size } = reading
  const own = await pages(
    size,
    (more) => call<Wire.ListPoliciesResponse>('ListPolicies', { Scope: 'Local', ...more }),
    (page) => page.Policies,
  )
  const all: ShownPolicy[] = []
  for (const arn of [...own.map(({ Arn }) => Arn ?? ''), ...AWS_POLICIES]) {
    const { Policy } = await call<Wire.GetPolicyResponse>('GetPolicy', { PolicyArn: arn })
    const isOwn = !arn.startsWith('arn:aws:iam::aws:')
    all.push({
      arn,
      attachments: Policy?.AttachmentCount ?? -1,
      boundaries: Policy?.PermissionsBoundaryUsageCount ?? -1,
      attachedTo: await usersOf(reading, arn, 'PermissionsPolicy'),
      bounds: await usersOf(reading, arn, 'PermissionsBoundary'),
      versions: isOwn ? await versions(reading, arn, Policy?.DefaultVersionId) : {},
      defaultId: isOwn ? (Policy?.DefaultVersionId ?? '') : '',
      tags: printedTags(Policy?.Tags),
    })
  }
  return all
}

async function versions({ call, size }: Reading, arn: string, defaultId: string | undefined) {
  const listed = await pages(
    size,
    (more) => call<Wire.ListPolicyVersionsResponse>('ListPolicyVersions', { PolicyArn: arn, ...more }),
    (page) => page.Versions,
  )
  const documents: Record<string, string> = {}
  for (const { VersionId = '', IsDefaultVersion } of listed) {
    assert.equal(IsDefaultVersion, VersionId === defaultId, `${arn} ${VersionId}`)
    const of = { PolicyArn: arn, VersionId }
    documents[VersionId] = decoded(
      (await call<Wire.GetPolicyVersionResponse>('GetPolicyVersion', of)).PolicyVersion?.Document,
    )
  }
  return documents
}

async function belongings({ call, size }: Reading) {
  const listed = await pages(
    size,
    (more) => call<Wire.ListInstanceProfilesResponse>('ListInstanceProfiles', { ...more }),
    (page) => page.InstanceProfiles,
  )
  const profiles: Shown['profiles'][number][] = []
  for (const { InstanceProfileName } of listed) {
    const { InstanceProfile: one } = await call<Wire.GetInstanceProfileResponse>('GetInstanceProfile', {
      InstanceProfileName,
    })
    profiles.push({
      name: InstanceProfileName,
      path: one.Path,
      role: one.Roles[0]?.RoleName,
      tags: printedTags(one.Tags),
    })
  }
  const devices: Shown['devices'][number][] = []
  const found = await pages(
    size,
    (more) => call<Wire.ListVirtualMFADevicesResponse>('ListVirtualMFADevices', { ...more }),
    (page) => page.VirtualMFADevices,
  )
  for (const { SerialNumber, User } of found) {
    const { Tags } = await call<Wire.ListMFADeviceTagsResponse>('ListMFADeviceTags', { SerialNumber })
    devices.push({ serial: SerialNumber, user: User?.UserName, tags: printedTags(Tags) })
  }
  const serverCertificates: Shown['serverCertificates'][number][] = []
  const uploaded = await pages(
    size,
    (more) => call<Wire.ListServerCertificatesResponse>('ListServerCertificates', more),
    (page) => page.ServerCertificateMetadataList,
  )
  for (const { ServerCertificateName, Path } of uploaded) {
    const of = { ServerCertificateName }
    const { Tags } = await call<Wire.ListServerCertificateTagsResponse>('ListServerCertificateTags', of)
    serverCertificates.push({ name: ServerCertificateName, path: Path, tags: printedTags(Tags) })
  }
  return { profiles, serverCertificates, devices: devices.sort((a, b) => (a.serial < b.serial ? -1 : 1)) }
}

async function providers({ call }: Reading) {
  const issuers: Shown['issuers'][number][] = []
  const open = await call<Wire.ListOpenIDConnectProvidersResponse>('ListOpenIDConnectProviders', {})
  for (const { Arn = '' } of open.OpenIDConnectProviderList ?? []) {
    const of = { OpenIDConnectProviderArn: Arn }
    const { ClientIDList, Tags } = await call<Wire.GetOpenIDConnectProviderResponse>('GetOpenIDConnectProvider', of)
    issuers.push({ arn: Arn, clientIds: [...(ClientIDList ?? [])].sort(), tags: printedTags(Tags) })
  }
  const samlProviders: Shown['samlProviders'][number][] = []
  for (const { Arn = '' } of (await call<Wire.ListSAMLProvidersResponse>('ListSAMLProviders', {})).SAMLProviderList ??
    []) {
    const { Tags } = await call<Wire.GetSAMLProviderResponse>('GetSAMLProvider', { SAMLProviderArn: Arn })
    samlProviders.push({ arn: Arn, tags: printedTags(Tags) })
  }
  return { issuers, samlProviders }
}

/** What GetAccountSummary counts and the model can count too. */
export const COUNTED = [
  'Users',
  'Groups',
  'Roles',
  'Policies',
  'InstanceProfiles',
  'ServerCertificates',
  'MFADevices',
  'MFADevicesInUse',
  'Providers',
  'PolicyVersionsInUse',
] as const

/** Reads everything, `size` items a page. */
export async function shownBy(call: Call, size: number): Promise<Shown> {
  const reading = { call, size }
  const { AccountAliases } = await call<Wire.ListAccountAliasesResponse>('ListAccountAliases', {})
  const policy = await unless(call<Wire.GetAccountPasswordPolicyResponse>('GetAccountPasswordPolicy', {}))
  const { SummaryMap } = await call<Wire.GetAccountSummaryResponse>('GetAccountSummary', {})
  const summary = new Map<string, number>(SummaryMap === undefined ? [] : [...SummaryMap])
  return {
    users: await users(reading),
    groups: await groups(reading),
    roles: await roles(reading),
    policies: await policies(reading),
    ...(await belongings(reading)),
    ...(await providers(reading)),
    alias: AccountAliases[0],
    passwordLength: policy?.PasswordPolicy.MinimumPasswordLength,
    counts: Object.fromEntries(COUNTED.map((name) => [name, summary.get(name) ?? -1])),
  }
}
