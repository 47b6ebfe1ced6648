/** CreatePolicyVersion: another version of a customer managed policy, the default one if asked for. */
import { ServiceError } from '../../../domain/errors.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type { CreatePolicyVersionRequest, CreatePolicyVersionResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { policyAsk, requireOwnPolicy } from '../managedPolicies.ts'
import { checkManagedDocument } from './managedDocument.ts'
import { wireVersion } from './policyOutput.ts'

const ACTION = 'iam:CreatePolicyVersion'

export const createPolicyVersion = writeOperation<CreatePolicyVersionRequest, CreatePolicyVersionResponse>({
  name: 'CreatePolicyVersion',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: ACTION, arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller }, store, { clock }) {
    const policy = await requireOwnPolicy(store, { arn: input.PolicyArn, action: ACTION, caller })
    if (policy.versions.length >= QUOTAS.VersionsPerPolicy)
      throw new ServiceError(
        'LimitExceeded',
        `A managed policy can have up to ${QUOTAS.VersionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
      )
    checkManagedDocument(input.PolicyDocument)
    const isDefault = input.SetAsDefault ?? false
    const version = { id: `v${policy.nextVersion}`, document: input.PolicyDocument, createdAtMs: clock.nowMs() }
    await store.write.policies.addVersion(policy.arn, version, isDefault)
    return { PolicyVersion: wireVersion(version, isDefault) }
  },
})
