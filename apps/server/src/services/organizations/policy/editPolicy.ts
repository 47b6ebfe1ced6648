/** CreatePolicy, UpdatePolicy and DeletePolicy. Source: Organizations API reference. */
import { ServiceError } from '../../../domain/errors.ts'
import { randomLabel } from '../../../domain/ids.ts'
import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  DeletePolicyResponse,
  UpdatePolicyRequest,
  UpdatePolicyResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { writeOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { newPartAsk, policyAsk, policyTypeKey } from '../parts.ts'
import { addedTags, requestTagKeys } from '../requestTags.ts'
import { checkDocument, requireCustomerPolicy, requireFreeName, requireType, wireSummary } from './policies.ts'

/** A policy that is attached nowhere yet. Throws DuplicatePolicyException, MalformedPolicyDocumentException. */
export const createPolicy = writeOperation<CreatePolicyRequest, CreatePolicyResponse>({
  name: 'CreatePolicy',

  authorize: delegable(async ({ input }, store) => {
    const type = requireType(input.Type)
    const tags = requestTagKeys(input.Tags)
    const context = [policyTypeKey(type), ...tags]
    const create = await newPartAsk({ action: 'CreatePolicy', context }, type, store)
    if (tags.length === 0) return [create]
    return [create, await newPartAsk({ action: 'TagResource', context }, type, store)]
  }),

  async run({ input }, store, { random }) {
    const organization = await requireOrganization(store)
    const type = requireType(input.Type)
    checkDocument(input.Content, type)
    await requireFreeName(input.Name, type, store)
    const tags = addedTags([], input.Tags)
    const { Name: name, Description: description, Content: document } = input
    const policy = { id: `p-${randomLabel(8, random)}`, type, name, description, awsManaged: false, document }
    await store.write.organizationPolicies.create(policy)
    await store.write.putTags(policy.id, tags)
    return { Policy: { PolicySummary: wireSummary(policy, organization), Content: document } }
  },
})

/** Changes what is given; where it is attached, the new text holds for the very next call. */
export const updatePolicy = writeOperation<UpdatePolicyRequest, UpdatePolicyResponse>({
  name: 'UpdatePolicy',

  authorize: delegable(async ({ input }, store) => [
    await policyAsk({ action: 'UpdatePolicy' }, input.PolicyId, store),
  ]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const policy = await requireCustomerPolicy(input.PolicyId, store)
    const { Name: name = policy.name, Description: description = policy.description } = input
    const { Content: document = policy.document } = input
    checkDocument(document, policy.type)
    if (name !== policy.name) await requireFreeName(name, policy.type, store)
    await store.write.organizationPolicies.update(policy.id, { name, description, document })
    return {
      Policy: { PolicySummary: wireSummary({ ...policy, name, description }, organization), Content: document },
    }
  },
})

/** Deletes a policy that is attached nowhere. Throws PolicyNotFoundException, PolicyInUseException. */
export const deletePolicy = writeOperation<DeletePolicyRequest, DeletePolicyResponse>({
  name: 'DeletePolicy',

  authorize: delegable(async ({ input }, store) => [
    await policyAsk({ action: 'DeletePolicy' }, input.PolicyId, store),
  ]),

  async run({ input }, store) {
    await requireOrganization(store)
    const { id } = await requireCustomerPolicy(input.PolicyId, store)
    if ((await store.organization.targetsOf(id, { limit: 1 })).items.length > 0)
      throw new ServiceError(
        'PolicyInUseException',
        'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
      )
    await store.write.organizationPolicies.delete(id)
    return {}
  },
})
