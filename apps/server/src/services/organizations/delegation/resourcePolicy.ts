/** PutResourcePolicy, DescribeResourcePolicy and DeleteResourcePolicy. Source: Organizations API reference. */
import type { Organization } from '../../../domain/entities.ts'
import { randomLabel } from '../../../domain/ids.ts'
import type {
  DeleteResourcePolicyRequest,
  DeleteResourcePolicyResponse,
  DescribeResourcePolicyRequest,
  DescribeResourcePolicyResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
  ResourcePolicy,
} from '../../../protocol/types/organizations.generated.ts'
import { shownTrustPolicy } from '../../iam/trustPrincipals.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { requireManagementAccount, requireOrganization } from '../membership.ts'
import { newPartAsk, partArn } from '../parts.ts'
import { invalidInput } from '../refusals.ts'
import { addedTags, requestTagKeys } from '../requestTags.ts'
import { storedDelegation } from './storedDelegation.ts'
import { delegable } from './delegable.ts'
import { DELEGATION_POLICY, delegationPolicy, requireDelegationPolicy } from './delegationPolicy.ts'

const wirePolicy = (id: string, content: string, organization: Organization): ResourcePolicy => ({
  ResourcePolicySummary: { Id: id, Arn: partArn(organization, id) },
  Content: content,
})

/**
 * Makes or replaces the one resource policy: it holds for the very next call. Tags belong to a new one only. Throws
 * InvalidInputException, ConstraintViolationException (storedDelegation.ts).
 */
export const putResourcePolicy = writeOperation<PutResourcePolicyRequest, PutResourcePolicyResponse>({
  name: 'PutResourcePolicy',

  authorize: async ({ input }, store) => {
    const context = requestTagKeys(input.Tags)
    const put = await newPartAsk({ action: 'PutResourcePolicy', context }, 'resourcepolicy', store)
    if (context.length === 0) return [put]
    return [put, await newPartAsk({ action: 'TagResource', context }, 'resourcepolicy', store)]
  },

  async run({ input, caller }, store, { clock, random }) {
    const organization = await requireManagementAccount(store, caller)
    const facts = { document: await storedDelegation(input.Content, store) }
    const present = await delegationPolicy(store)
    if (present !== undefined) {
      // The rule is AWS's, the sentence ours.
      if (input.Tags !== undefined && input.Tags.length > 0)
        throw invalidInput('Tags can be given with a new resource policy only: use TagResource.', 'INVALID_LIST_MEMBER')
      await store.write.resources.update('delegationPolicy', present.id, { facts })
      return { ResourcePolicy: wirePolicy(present.id, input.Content, organization) }
    }
    const id = `rp-${randomLabel(8, random)}`
    await store.write.resources.create({
      kind: 'delegationPolicy',
      accountId: organization.managementAccountId,
      id,
      name: DELEGATION_POLICY,
      path: '/',
      createdAtMs: clock.nowMs(),
      tags: addedTags([], input.Tags),
      facts,
    })
    return { ResourcePolicy: wirePolicy(id, input.Content, organization) }
  },
})

/** The resource policy. Throws ResourcePolicyNotFoundException. */
export const describeResourcePolicy = readOperation<DescribeResourcePolicyRequest, DescribeResourcePolicyResponse>({
  name: 'DescribeResourcePolicy',

  authorize: delegable(() => [{ action: 'organizations:DescribeResourcePolicy', resource: '*' }]),

  async run(_call, store) {
    const organization = await requireOrganization(store)
    const { id, facts } = await requireDelegationPolicy(store)
    return { ResourcePolicy: wirePolicy(id, await shownTrustPolicy(facts.document, store), organization) }
  },
})

/** Takes everything back that it let member accounts do. Throws ResourcePolicyNotFoundException. */
export const deleteResourcePolicy = writeOperation<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse>({
  name: 'DeleteResourcePolicy',

  authorize: () => [{ action: 'organizations:DeleteResourcePolicy', resource: '*' }],

  async run({ caller }, store) {
    await requireManagementAccount(store, caller)
    await store.write.resources.delete('delegationPolicy', (await requireDelegationPolicy(store)).id)
    return {}
  },
})
