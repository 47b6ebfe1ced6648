/** Roles as answers show them. Source: IAM API reference, Role. */
import { roleArn } from '../../../domain/arn.ts'
import type { Bare, Role } from '../../../domain/entities.ts'
import type { Role as WireRole } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { attachedBoundary } from '../boundary/attachedBoundary.ts'
import { percentEncoded } from '../policyText.ts'
import { toWire } from '../tags.ts'
import { shownTrustPolicy } from '../trustPrincipals.ts'

/** A role as ListRoles shows it: without boundary and tags, as AWS does. */
export async function listedRole(role: Bare<Role>, store: Reader): Promise<WireRole> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(role),
    CreateDate: role.createdAtMs,
    AssumeRolePolicyDocument: percentEncoded(await shownTrustPolicy(role.trustPolicy, store)),
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.description === undefined || role.description === '' ? {} : { Description: role.description }),
  }
}

/** A role in full. */
export async function wireRole(role: Role, store: Reader): Promise<WireRole> {
  const { boundaryArn, tags } = role
  return {
    ...(await listedRole(role, store)),
    ...(tags.length === 0 ? {} : { Tags: toWire(tags) }),
    ...attachedBoundary(boundaryArn),
  }
}
