/** Roles as answers show them. Source: IAM API reference, Role. */
import { roleArn } from '../../../domain/arn.ts'
import type { Bare, Role } from '../../../domain/entities.ts'
import type { Role as WireRole } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { attachedBoundary } from '../boundary/attachedBoundary.ts'
import { percentEncoded } from '../policyText.ts'
import { toWire } from '../tags.ts'
import { shownTrustPolicy } from '../trustPrincipals.ts'

const listed = (role: Bare<Role>, shownTrust: string): WireRole => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: roleArn(role),
  CreateDate: role.createdAtMs,
  AssumeRolePolicyDocument: percentEncoded(shownTrust),
  MaxSessionDuration: role.maxSessionSeconds,
  ...(role.description === undefined || role.description === '' ? {} : { Description: role.description }),
})

/** A role as ListRoles shows it: without boundary and tags, as AWS does. */
export const listedRole = async (role: Bare<Role>, store: Reader): Promise<WireRole> =>
  listed(role, await shownTrustPolicy(role.trustPolicy, store))

/** Roles as ListRoles shows them. Many trust the same: each trust policy is looked at once. */
export async function listedRoles(roles: readonly Bare<Role>[], store: Reader): Promise<readonly WireRole[]> {
  const shown = new Map<string, string>()
  for (const trustPolicy of new Set(roles.map((role) => role.trustPolicy)))
    shown.set(trustPolicy, await shownTrustPolicy(trustPolicy, store))
  return roles.map((role) => listed(role, shown.get(role.trustPolicy) ?? role.trustPolicy))
}

/**
 * A role as the operation that created it shows it: without session duration and description, as AWS does.
 * Source: answers of AWS recorded in LocalStack's snapshots (test_iam_roles, 2026).
 */
export async function createdRole(role: Role, store: Reader): Promise<WireRole> {
  const { MaxSessionDuration: _, Description: __, ...created } = await wireRole(role, store)
  return created
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
