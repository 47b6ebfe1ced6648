/** Users, groups, roles and policies as GetAccountAuthorizationDetails shows them. Source: IAM API reference, UserDetail, GroupDetail, RoleDetail, ManagedPolicyDetail. */
import { groupArn, parseArn, pathAndName, roleArn, userArn } from '../../../domain/arn.ts'
import type { Group, InlinePolicy, ManagedPolicy, Role, User } from '../../../domain/entities.ts'
import type {
  AttachedPolicy,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  UserDetail,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import type { Use } from '../../../store/usage.ts'
import { attachedBoundary } from '../boundary/attachedBoundary.ts'
import { listedProfile, type ProfileRecord } from '../instanceprofile/profileRecord.ts'
import { shownLastUse } from '../lastUsed/lastUse.ts'
import { listedPolicy, wireVersion } from '../policy/policyOutput.ts'
import { toWire } from '../tags.ts'
import { shownTrustPolicy } from '../trustPrincipals.ts'

/** What the details are made with. */
export interface DetailsOf {
  readonly accountId: string
  readonly store: Reader
  readonly nowMs: number
  /** Percent-encodes a document, and counts its characters. */
  readonly encode: (document: string) => string
}

/** A policy's ARN has its name at the end. */
const attached = (arns: readonly string[]): AttachedPolicy[] =>
  arns.map((arn) => ({
    PolicyName: pathAndName(parseArn(arn)?.resource ?? '')?.name ?? '',
    PolicyArn: arn,
  }))

const inline = (policies: readonly InlinePolicy[], { encode }: DetailsOf): PolicyDetail[] =>
  policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encode(document) }))

/** A user, with the names of its groups. */
export async function userDetail(user: User, of: DetailsOf): Promise<UserDetail> {
  const groups = await Promise.all(user.groupIds.map((id) => of.store.groups.byId(id)))
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(user),
    CreateDate: user.createdAtMs,
    ...(user.inlinePolicies.length === 0 ? {} : { UserPolicyList: inline(user.inlinePolicies, of) }),
    GroupList: groups.flatMap((group) => (group === undefined ? [] : [group.name])),
    AttachedManagedPolicies: attached(user.attachedPolicyArns),
    ...attachedBoundary(user.boundaryArn),
    Tags: toWire(user.tags),
  }
}

export const groupDetail = async (group: Group, of: DetailsOf): Promise<GroupDetail> => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: groupArn(group),
  CreateDate: group.createdAtMs,
  GroupPolicyList: inline(group.inlinePolicies, of),
  AttachedManagedPolicies: attached(group.attachedPolicyArns),
})

/** Roles, with the instance profiles that hold them and their last use: each asked for once for all of them. */
export async function roleDetails(roles: readonly Role[], of: DetailsOf): Promise<readonly RoleDetail[]> {
  const { store } = of
  const ids = roles.map(({ id }) => id)
  const profiles = Map.groupBy(await store.resources.ofOwners('instanceProfile', ids), ({ ownerId }) => ownerId)
  const uses = new Map((await store.usage.lastOf(ids)).map((use) => [use.subject, use]))
  return Promise.all(
    roles.map((role) => roleDetail(role, { ...of, profiles: profiles.get(role.id) ?? [], use: uses.get(role.id) })),
  )
}

async function roleDetail(
  role: Role,
  of: DetailsOf & { readonly profiles: readonly ProfileRecord[]; readonly use: Use | undefined },
): Promise<RoleDetail> {
  const { store } = of
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(role),
    CreateDate: role.createdAtMs,
    AssumeRolePolicyDocument: of.encode(await shownTrustPolicy(role.trustPolicy, store)),
    InstanceProfileList: await Promise.all(of.profiles.map((profile) => listedProfile(profile, store))),
    RolePolicyList: inline(role.inlinePolicies, of),
    AttachedManagedPolicies: attached(role.attachedPolicyArns),
    ...attachedBoundary(role.boundaryArn),
    Tags: toWire(role.tags),
    RoleLastUsed: shownLastUse(of.use, of.nowMs),
  }
}

/** A managed policy with all its versions; without its description, as AWS does. */
export async function policyDetail(policy: ManagedPolicy, of: DetailsOf): Promise<ManagedPolicyDetail> {
  return {
    ...(await listedPolicy(policy, of.accountId, of.store)),
    PolicyVersionList: policy.versions.map((version) => ({
      Document: of.encode(version.document),
      ...wireVersion(version, version.id === policy.defaultVersionId),
    })),
  }
}

/** One of AWS's own policies; undefined unless something in the account uses it. */
export async function usedPolicyDetail(policy: ManagedPolicy, of: DetailsOf): Promise<ManagedPolicyDetail | undefined> {
  const { AttachmentCount, PermissionsBoundaryUsageCount } = await listedPolicy(policy, of.accountId, of.store)
  return AttachmentCount === 0 && PermissionsBoundaryUsageCount === 0 ? undefined : policyDetail(policy, of)
}
