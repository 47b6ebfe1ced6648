/** Managed policies as answers show them. Source: IAM API reference, Policy and PolicyVersion. */
import type { ManagedPolicy, PolicyVersion } from '../../../domain/entities.ts'
import type { Policy, PolicyVersion as WireVersion } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { toWire } from '../tags.ts'

/** A policy as ListPolicies shows it, used in `accountId`: without description and tags, as AWS does. */
export async function listedPolicy(policy: ManagedPolicy, accountId: string, store: Reader): Promise<Policy> {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: await store.policies.attachmentCount(policy.arn, accountId),
    PermissionsBoundaryUsageCount: await store.policies.boundaryCount(policy.arn, accountId),
    IsAttachable: true,
    CreateDate: policy.createdAtMs,
    UpdateDate: policy.updatedAtMs,
  }
}

/**
 * A policy as CreatePolicy shows it: without description, and with tags only where there are some.
 * Source, here and below: answers of AWS recorded in LocalStack's snapshots (test_iam_policies, 2026).
 */
export async function createdPolicy(policy: ManagedPolicy, accountId: string, store: Reader): Promise<Policy> {
  const listed = await listedPolicy(policy, accountId, store)
  return policy.tags.length === 0 ? listed : { ...listed, Tags: toWire(policy.tags) }
}

/** A policy in full: its list of tags is there also where it is empty. */
export async function wirePolicy(policy: ManagedPolicy, accountId: string, store: Reader): Promise<Policy> {
  return {
    ...(await listedPolicy(policy, accountId, store)),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    Tags: toWire(policy.tags),
  }
}

/** A version without its document. */
export const wireVersion = (version: PolicyVersion, isDefault: boolean): WireVersion => ({
  VersionId: version.id,
  IsDefaultVersion: isDefault,
  CreateDate: version.createdAtMs,
})
