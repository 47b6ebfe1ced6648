/** AttachPolicy and DetachPolicy. Source: Organizations API reference. */
import { ServiceError } from '../../../domain/errors.ts'
import { type OrganizationPolicyType, RCP_FULL_AWS_ACCESS_ID } from '../../../domain/organizationPolicies.ts'
import type {
  AttachPolicyRequest,
  AttachPolicyResponse,
  DetachPolicyRequest,
  DetachPolicyResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Ask } from '../../../authz/ask.ts'
import type { OrganizationPolicy } from '../../../store/organization.ts'
import type { Reader } from '../../../store/store.ts'
import { writeOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { partAsk, policyAsk } from '../parts.ts'
import { constraintViolation, invalidInput, policyTypeNotEnabled } from '../refusals.ts'
import { requirePolicy, requireTarget } from './policies.ts'

/** Policies of one type on one target. Source: Organizations user guide, "Quotas for AWS Organizations" (ten since 2026-05-15). */
const MAX_ATTACHED: Readonly<Record<OrganizationPolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10,
  RESOURCE_CONTROL_POLICY: 5,
}

interface Attachment {
  readonly PolicyId: string
  readonly TargetId: string
}

async function asks(action: string, { PolicyId, TargetId }: Attachment, store: Reader): Promise<readonly Ask[]> {
  const policy = await policyAsk({ action }, PolicyId, store)
  const type = (policy.context ?? []).filter(({ key }) => key === 'organizations:PolicyType')
  return [policy, await partAsk({ action, context: type }, TargetId, store)]
}

/** The policy, and the ids of those of its type that the target has. */
async function found(
  { PolicyId, TargetId }: Attachment,
  store: Reader,
): Promise<{ readonly policy: OrganizationPolicy; readonly attached: readonly string[] }> {
  const organization = await requireOrganization(store)
  const policy = await requirePolicy(PolicyId, store)
  await requireTarget(TargetId, organization, store)
  const attached = await store.organization.policiesOf(TargetId, policy.type)
  return { policy, attached: attached.map(({ id }) => id) }
}

/** Attaches a policy: it holds for the very next call. Only so many of a type go on one target. */
export const attachPolicy = writeOperation<AttachPolicyRequest, AttachPolicyResponse>({
  name: 'AttachPolicy',

  authorize: delegable(({ input }, store) => asks('AttachPolicy', input, store)),

  async run({ input }, store) {
    const { policy, attached } = await found(input, store)
    if (!(await store.organization.policyTypes()).includes(policy.type)) throw policyTypeNotEnabled()
    if (attached.includes(policy.id))
      throw new ServiceError(
        'DuplicatePolicyAttachmentException',
        'A policy with the specified name and type already exists.',
      )
    if (attached.length >= MAX_ATTACHED[policy.type])
      throw constraintViolation(
        'You have attached the maximum number of policies to the specified target.',
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      )
    await store.write.organizationPolicies.attach(policy.id, input.TargetId)
    return {}
  },
})

/** Detaches a policy. The last service control policy of a target stays, and so does RCPFullAWSAccess (sentence from memory). */
export const detachPolicy = writeOperation<DetachPolicyRequest, DetachPolicyResponse>({
  name: 'DetachPolicy',

  authorize: delegable(({ input }, store) => asks('DetachPolicy', input, store)),

  async run({ input }, store) {
    const { policy, attached } = await found(input, store)
    if (!attached.includes(policy.id))
      throw new ServiceError(
        'PolicyNotAttachedException',
        "The policy isn't attached to the specified target in the specified root.",
      )
    if (policy.id === RCP_FULL_AWS_ACCESS_ID)
      throw invalidInput("You can't detach this policy from any target.", 'NON_DETACHABLE_POLICY')
    if (policy.type === 'SERVICE_CONTROL_POLICY' && attached.length === 1)
      throw constraintViolation(
        'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      )
    await store.write.organizationPolicies.detach(policy.id, input.TargetId)
    return {}
  },
})
