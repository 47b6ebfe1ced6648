/** GetPolicy: one managed policy, without its documents. */
import type { GetPolicyRequest, GetPolicyResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { policyAsk, requirePolicy } from '../managedPolicies.ts'
import { wirePolicy } from './policyOutput.ts'

export const getPolicy = readOperation<GetPolicyRequest, GetPolicyResponse>({
  name: 'GetPolicy',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: 'iam:GetPolicy', arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller: { accountId } }, store) {
    const policy = await requirePolicy(store, { arn: input.PolicyArn, accountId, for: 'get' })
    return { Policy: await wirePolicy(policy, accountId, store) }
  },
})
