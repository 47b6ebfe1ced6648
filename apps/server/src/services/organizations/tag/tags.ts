/** TagResource, UntagResource and ListTagsForResource. Source: Organizations API reference. */
import type { Ask } from '../../../authz/ask.ts'
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { listQuery } from '../paging.ts'
import { partAsk, policyAsk, type Question } from '../parts.ts'
import { invalidInput, targetNotFound } from '../refusals.ts'
import { addedTags, requestTagKeys } from '../requestTags.ts'

const ask = (question: Question, id: string, store: Reader): Promise<Ask> =>
  id.startsWith('p-') ? policyAsk(question, id, store) : partAsk(question, id, store)

/**
 * Throws TargetNotFoundException unless the id is the root's, or that of a unit, account, policy or the resource policy.
 * AWS's own policies have no tags: InvalidInputException. Observed: a pull request of Cloud Custodian (8194).
 */
async function requireTaggable(id: string, store: Reader): Promise<void> {
  const { rootId } = await requireOrganization(store)
  if (id === rootId || (await store.organization.ancestors(id)) !== undefined) return
  const policy = await store.organization.policy(id)
  if (policy?.awsManaged === true)
    throw invalidInput('You provided a value that does not match the required pattern.', 'INVALID_PATTERN')
  if (policy !== undefined) return
  if ((await store.resources.byId('delegationPolicy', id)) === undefined) throw targetNotFound()
}

/** Adds tags, or replaces the values of those there are. */
export const tagResource = writeOperation<TagResourceRequest, TagResourceResponse>({
  name: 'TagResource',

  authorize: delegable(async ({ input }, store) => [
    await ask({ action: 'TagResource', context: requestTagKeys(input.Tags) }, input.ResourceId, store),
  ]),

  async run({ input }, store) {
    const { ResourceId: id, Tags } = input
    await requireTaggable(id, store)
    await store.write.putTags(id, addedTags(await store.organization.tags(id), Tags))
    return {}
  },
})

/** Removes tags; keys that are not there are passed over. */
export const untagResource = writeOperation<UntagResourceRequest, UntagResourceResponse>({
  name: 'UntagResource',

  authorize: delegable(async ({ input }, store) => {
    const context = [{ key: 'aws:TagKeys', value: input.TagKeys }]
    return [await ask({ action: 'UntagResource', context }, input.ResourceId, store)]
  }),

  async run({ input }, store) {
    await requireTaggable(input.ResourceId, store)
    await store.write.deleteTags(input.ResourceId, input.TagKeys)
    return {}
  },
})

/** All tags, which fit on one page. */
export const listTagsForResource = readOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
  name: 'ListTagsForResource',

  authorize: delegable(async ({ input }, store) => [
    await ask({ action: 'ListTagsForResource' }, input.ResourceId, store),
  ]),

  async run({ input }, store) {
    await requireTaggable(input.ResourceId, store)
    if (listQuery(input).after !== undefined) return { Tags: [] }
    const tags = await store.organization.tags(input.ResourceId)
    return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
  },
})
