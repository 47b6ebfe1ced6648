/** CreatePolicy: a customer managed policy with its first version. */
import { policyArn } from '../../../domain/arn.ts'
import type { ManagedPolicy } from '../../../domain/entities.ts'
import { uniqueId } from '../../../domain/ids.ts'
import type { CreatePolicyRequest, CreatePolicyResponse } from '../../../protocol/types/iam.generated.ts'
import { type Effects, writeOperation } from '../../operation.ts'
import { requestTagKeys } from '../askEntity.ts'
import { entityAlreadyExists } from '../entityErrors.ts'
import { fromWire, withTags } from '../tags.ts'
import { checkManagedDocument } from './managedDocument.ts'
import { createdPolicy } from './policyOutput.ts'

export const createPolicy = writeOperation<CreatePolicyRequest, CreatePolicyResponse>({
  name: 'CreatePolicy',

  authorize({ input, caller }) {
    const resource = policyArn({ accountId: caller.accountId, path: input.Path ?? '/', name: input.PolicyName })
    const context = requestTagKeys(fromWire(input.Tags))
    return [
      { action: 'iam:CreatePolicy', resource, context },
      // Source: IAM user guide, "Tag customer managed policies": creating with tags needs the permission to tag too.
      ...(context.length === 0 ? [] : [{ action: 'iam:TagPolicy', resource, context }]),
    ]
  },

  async run({ input, caller: { accountId } }, store, effects) {
    if ((await store.policies.byName(accountId, input.PolicyName)) !== undefined)
      throw entityAlreadyExists(`A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`)
    await effects.quotas.check('PoliciesPerAccount', accountId, (id) => store.policies.count(id))
    const policy = newPolicy(input, accountId, effects)
    await store.write.policies.create(policy)
    return { Policy: await createdPolicy(policy, accountId, store) }
  },
})

function newPolicy(input: CreatePolicyRequest, accountId: string, { clock, random }: Effects): ManagedPolicy {
  const { PolicyName: name, PolicyDocument: document, Path: path = '/', Description: description } = input
  const tags = withTags([], input.Tags)
  checkManagedDocument(document)
  const nowMs = clock.nowMs()
  return {
    accountId,
    id: uniqueId('ANPA', random),
    arn: policyArn({ accountId, path, name }),
    name,
    path,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    tags,
    defaultVersionId: 'v1',
    nextVersion: 2,
    versions: [{ id: 'v1', document, createdAtMs: nowMs }],
    ...(description === undefined ? {} : { description }),
  }
}
