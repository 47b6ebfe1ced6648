/** DeletePolicyVersion: deletes a version that is not the default one. */
import { ServiceError } from '../../../domain/errors.ts'
import type { DeletePolicyVersionRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { policyAsk, requireOwnPolicy } from '../managedPolicies.ts'
import { requireVersion } from './policyVersion.ts'

const ACTION = 'iam:DeletePolicyVersion'

export const deletePolicyVersion = writeOperation<DeletePolicyVersionRequest, object>({
  name: 'DeletePolicyVersion',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: ACTION, arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller }, store) {
    const policy = await requireOwnPolicy(store, {
      arn: input.PolicyArn,
      version: input.VersionId,
      action: ACTION,
      caller,
    })
    const { id } = requireVersion(policy, input.VersionId)
    if (id === policy.defaultVersionId)
      throw new ServiceError('DeleteConflict', 'Cannot delete the default version of a policy.')
    await store.write.policies.deleteVersion(policy.arn, id)
    return {}
  },
})
