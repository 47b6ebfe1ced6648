/** SetDefaultPolicyVersion: makes another version the one in force. */
import type { SetDefaultPolicyVersionRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { policyAsk, requireOwnPolicy } from '../managedPolicies.ts'
import { requireVersion } from './policyVersion.ts'

const ACTION = 'iam:SetDefaultPolicyVersion'

export const setDefaultPolicyVersion = writeOperation<SetDefaultPolicyVersionRequest, object>({
  name: 'SetDefaultPolicyVersion',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: ACTION, arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller }, store, { clock }) {
    const policy = await requireOwnPolicy(store, {
      arn: input.PolicyArn,
      version: input.VersionId,
      action: ACTION,
      caller,
    })
    const { id } = requireVersion(policy, input.VersionId)
    await store.write.policies.setDefaultVersion(policy.arn, id, clock.nowMs())
    return {}
  },
})
