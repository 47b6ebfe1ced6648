/** TagPolicy, UntagPolicy, ListPolicyTags. */
import type {
  ListPolicyTagsRequest,
  ListPolicyTagsResponse,
  TagPolicyRequest,
  UntagPolicyRequest,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { requestTagKeys } from '../askEntity.ts'
import { policyAsk, requireOwnPolicy, requirePolicy } from '../managedPolicies.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { fromWire, toWire, withTags } from '../tags.ts'

const TAG = 'iam:TagPolicy'
const UNTAG = 'iam:UntagPolicy'

export const tagPolicy = writeOperation<TagPolicyRequest, object>({
  name: 'TagPolicy',

  async authorize({ input, caller }, store) {
    const context = requestTagKeys(fromWire(input.Tags))
    return [await policyAsk({ action: TAG, arn: input.PolicyArn, context }, caller, store)]
  },

  async run({ input, caller }, store) {
    const { arn, tags } = await requireOwnPolicy(store, { arn: input.PolicyArn, action: TAG, caller })
    withTags(tags, input.Tags)
    await store.write.putTags(arn, fromWire(input.Tags))
    return {}
  },
})

export const untagPolicy = writeOperation<UntagPolicyRequest, object>({
  name: 'UntagPolicy',

  async authorize({ input, caller }, store) {
    const context = [{ key: 'aws:TagKeys', value: input.TagKeys }]
    return [await policyAsk({ action: UNTAG, arn: input.PolicyArn, context }, caller, store)]
  },

  async run({ input, caller }, store) {
    const { arn } = await requireOwnPolicy(store, { arn: input.PolicyArn, action: UNTAG, caller })
    await store.write.deleteTags(arn, input.TagKeys)
    return {}
  },
})

export const listPolicyTags = readOperation<ListPolicyTagsRequest, ListPolicyTagsResponse>({
  name: 'ListPolicyTags',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: 'iam:ListPolicyTags', arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller: { accountId } }, store) {
    const { tags } = await requirePolicy(store, { arn: input.PolicyArn, accountId, for: 'get' })
    const page = pageOf(tags, listQuery(input))
    return { Tags: toWire(page.items), ...pagingOutput(page) }
  },
})
