/** Instance profiles: how operations find them, ask about them and show them. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { instanceProfileArn } from '../../../domain/arn.ts'
import type { InstanceProfile, Role as WireRole } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import type { NamedKind } from '../accountResource.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { listedRole } from '../role/roleOutput.ts'
import { toWire } from '../tags.ts'

/** An instance profile; its owner is the role it holds. */
export type ProfileRecord = AccountResource<'instanceProfile'>

/** Instance profiles as requests name them. Names do not differ by case alone. */
export const instanceProfileKind: NamedKind<'instanceProfile', 'InstanceProfileName'> = {
  kind: 'instanceProfile',
  title: 'InstanceProfile',
  member: 'InstanceProfileName',
  find: (store, { accountId, named }) => store.resources.byName('instanceProfile', accountId, named),
  arn: ({ accountId, named }, found) => instanceProfileArn(found ?? { accountId, path: '/', name: named }),
  missing: ({ named }) => noSuchEntity(`Instance Profile ${named} cannot be found.`),
}

/** An instance profile as the List operations show it: without tags. Source: IAM API reference, ListInstanceProfiles. */
export async function listedProfile(profile: ProfileRecord, store: Reader): Promise<InstanceProfile> {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfileArn(profile),
    CreateDate: profile.createdAtMs,
    Roles: await rolesOf(profile, store),
  }
}

/** An instance profile as CreateInstanceProfile shows it: with tags only where there are some. */
export async function createdProfile(profile: ProfileRecord, store: Reader): Promise<InstanceProfile> {
  const listed = await listedProfile(profile, store)
  return profile.tags.length === 0 ? listed : { ...listed, Tags: toWire(profile.tags) }
}

/**
 * An instance profile in full: its list of tags is there also where it is empty.
 * Source, here and above: answers of AWS recorded in LocalStack's snapshots (test_iam_instance_profiles, 2026).
 */
export async function wireProfile(profile: ProfileRecord, store: Reader): Promise<InstanceProfile> {
  return { ...(await listedProfile(profile, store)), Tags: toWire(profile.tags) }
}

/** The role it holds: AWS's examples show neither session duration nor description here. */
async function rolesOf({ ownerId }: ProfileRecord, store: Reader): Promise<readonly WireRole[]> {
  const role = ownerId === undefined ? undefined : await store.roles.byId(ownerId)
  if (role === undefined) return []
  const { MaxSessionDuration: _, Description: __, ...shown } = await listedRole(role, store)
  return [shown]
}
