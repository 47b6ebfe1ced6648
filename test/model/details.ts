/** What GetAccountAuthorizationDetails says of an account, in the form of `Shown`, as far as it says it. */
import assert from 'node:assert/strict'
import type * as Wire from '../../apps/server/src/protocol/types/iam.generated.ts'
import { principalOf } from './shown.ts'
import type { Call, Shown } from './shown.ts'
import { AWS_POLICIES } from './state.ts'

const tags = (all: readonly Wire.Tag[] | undefined): readonly string[] =>
  (all ?? []).map(({ Key, Value }) => `${Key}=${Value}`).sort()
const inline = (all: readonly Wire.PolicyDetail[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((all ?? []).map((one) => [one.PolicyName ?? '', decodeURIComponent(one.PolicyDocument ?? '')]))
const attached = (all: readonly Wire.AttachedPolicy[] | undefined): readonly string[] =>
  (all ?? []).map(({ PolicyArn }) => PolicyArn ?? '').sort()

/** All pages, put together. */
async function everything(call: Call, size: number) {
  const all = {
    users: [] as Wire.UserDetail[],
    groups: [] as Wire.GroupDetail[],
    roles: [] as Wire.RoleDetail[],
    policies: [] as Wire.ManagedPolicyDetail[],
  }
  let more: object = {}
  for (;;) {
    const page = await call<Wire.GetAccountAuthorizationDetailsResponse>('GetAccountAuthorizationDetails', {
      MaxItems: size,
      ...more,
    })
    all.users.push(...(page.UserDetailList ?? []))
    all.groups.push(...(page.GroupDetailList ?? []))
    all.roles.push(...(page.RoleDetailList ?? []))
    all.policies.push(...(page.Policies ?? []))
    if (page.Marker === undefined) return all
    more = { Marker: page.Marker }
  }
}

const user = (one: Wire.UserDetail) => ({
  name: one.UserName,
  path: one.Path,
  id: one.UserId,
  inline: inline(one.UserPolicyList),
  attached: attached(one.AttachedManagedPolicies),
  boundary: one.PermissionsBoundary?.PermissionsBoundaryArn,
  tags: tags(one.Tags),
  groups: [...(one.GroupList ?? [])].sort(),
})

const group = (one: Wire.GroupDetail) => ({
  name: one.GroupName,
  path: one.Path,
  id: one.GroupId,
  inline: inline(one.GroupPolicyList),
  attached: attached(one.AttachedManagedPolicies),
})

const role = (one: Wire.RoleDetail) => ({
  name: one.RoleName,
  path: one.Path,
  id: one.RoleId,
  inline: inline(one.RolePolicyList),
  attached: attached(one.AttachedManagedPolicies),
  boundary: one.PermissionsBoundary?.PermissionsBoundaryArn,
  tags: tags(one.Tags),
  trusted: principalOf(decodeURIComponent(one.AssumeRolePolicyDocument ?? '')),
  profiles: (one.InstanceProfileList ?? []).map(({ InstanceProfileName }) => InstanceProfileName).sort(),
})

function policy(one: Wire.ManagedPolicyDetail) {
  const versions = one.PolicyVersionList ?? []
  for (const { VersionId, IsDefaultVersion } of versions)
    assert.equal(IsDefaultVersion, VersionId === one.DefaultVersionId, one.Arn ?? '')
  return {
    arn: one.Arn,
    attachments: one.AttachmentCount,
    boundaries: one.PermissionsBoundaryUsageCount,
    versions: Object.fromEntries(
      versions.map(({ VersionId = '', Document }) => [VersionId, decodeURIComponent(Document ?? '')]),
    ),
    defaultId: one.DefaultVersionId,
  }
}

/** What is shown, without these members. */
const but = (shown: object, ...members: readonly string[]): object =>
  Object.fromEntries(Object.entries(shown).filter(([member]) => !members.includes(member)))

/** Does it tell the same as everything else that was shown? */
export async function assertDetailsAgree(call: Call, size: number, shown: Shown): Promise<void> {
  const all = await everything(call, size)
  assert.deepEqual(
    all.users.map(user),
    shown.users.map((one) => ({
      ...but(one, 'keys', 'credentials', 'sshKeys', 'certificates', 'devices', 'mustReset'),
      groups: [...one.groups].sort(),
    })),
  )
  assert.deepEqual(
    all.groups.map(group),
    shown.groups.map((one) => but(one, 'boundary', 'tags', 'members')),
  )
  assert.deepEqual(
    all.roles.map(role),
    shown.roles.map((one) => but(one, 'description', 'maxSeconds')),
  )
  const own = all.policies.filter(({ Arn }) => !AWS_POLICIES.some((aws) => aws === Arn))
  assert.deepEqual(
    own.filter(({ Arn }) => Arn?.startsWith('arn:aws:iam::aws:') !== true).map(policy),
    shown.policies
      .filter(({ arn }) => !arn.startsWith('arn:aws:iam::aws:'))
      .map((one) => but(one, 'attachedTo', 'bounds', 'tags')),
  )
  // Of AWS's own, only those that are in use are there.
  for (const aws of shown.policies.filter(({ arn }) => arn.startsWith('arn:aws:iam::aws:'))) {
    const found = all.policies.find(({ Arn }) => Arn === aws.arn)
    const { AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 } = found ?? {}
    assert.deepEqual([AttachmentCount, PermissionsBoundaryUsageCount], [aws.attachments, aws.boundaries])
  }
}
