/** DeletePolicy: deletes a customer managed policy that nothing uses and that has one version left. */
import { ServiceError } from '../../../domain/errors.ts'
import type { DeletePolicyRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { policyAsk, requireOwnPolicy } from '../managedPolicies.ts'

const ACTION = 'iam:DeletePolicy'

export const deletePolicy = writeOperation<DeletePolicyRequest, object>({
  name: 'DeletePolicy',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: ACTION, arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller }, store) {
    const { arn, versions } = await requireOwnPolicy(store, { arn: input.PolicyArn, action: ACTION, caller })
    const attached = await store.policies.attachmentCount(arn, caller.accountId)
    const bounding = await store.policies.boundaryCount(arn, caller.accountId)
    if (attached + bounding > 0)
      throw new ServiceError('DeleteConflict', 'Cannot delete a policy attached to entities.')
    if (versions.length > 1)
      throw new ServiceError(
        'DeleteConflict',
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      )
    await store.write.policies.delete(arn)
    return {}
  },
})
