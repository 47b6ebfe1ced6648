/** GetPolicyVersion: one version of a managed policy with its document. */
import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { policyAsk, requirePolicy } from '../managedPolicies.ts'
import { percentEncoded } from '../policyText.ts'
import { wireVersion } from './policyOutput.ts'
import { requireVersion } from './policyVersion.ts'

export const getPolicyVersion = readOperation<GetPolicyVersionRequest, GetPolicyVersionResponse>({
  name: 'GetPolicyVersion',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: 'iam:GetPolicyVersion', arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller: { accountId } }, store) {
    const policy = await requirePolicy(store, { arn: input.PolicyArn, accountId, for: 'get', version: input.VersionId })
    const version = requireVersion(policy, input.VersionId)
    const shown = wireVersion(version, version.id === policy.defaultVersionId)
    return { PolicyVersion: { Document: percentEncoded(version.document), ...shown } }
  },
})
