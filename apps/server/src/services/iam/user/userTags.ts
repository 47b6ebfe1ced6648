/** TagUser, UntagUser and ListUserTags. Source: IAM API reference, the operations of those names. */
import type {
  ListUserTagsRequest,
  ListUserTagsResponse,
  TagUserRequest,
  TagUserResponse,
  UntagUserRequest,
  UntagUserResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { requestTagKeys } from '../askEntity.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { askUser, requireUser } from './userRecord.ts'

/** Adds tags to a user, or replaces the values of those it has. */
export const tagUser = writeOperation<TagUserRequest, TagUserResponse>({
  name: 'TagUser',

  authorize({ input, caller }, store) {
    const user = { accountId: caller.accountId, name: input.UserName }
    return askUser('iam:TagUser', { user, context: requestTagKeys(fromWire(input.Tags)) }, store)
  },

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    withTags(user.tags, input.Tags, 'principal')
    await store.write.putTags(user.id, fromWire(input.Tags))
    return {}
  },
})

/** Removes tags from a user; keys it does not have are passed over. */
export const untagUser = writeOperation<UntagUserRequest, UntagUserResponse>({
  name: 'UntagUser',

  authorize({ input, caller }, store) {
    const user = { accountId: caller.accountId, name: input.UserName }
    return askUser('iam:UntagUser', { user, context: [{ key: 'aws:TagKeys', value: input.TagKeys }] }, store)
  },

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    await store.write.deleteTags(user.id, input.TagKeys)
    return {}
  },
})

/** The user's tags, a page at a time. */
export const listUserTags = readOperation<ListUserTagsRequest, ListUserTagsResponse>({
  name: 'ListUserTags',

  authorize: ({ input, caller }, store) =>
    askUser('iam:ListUserTags', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    const page = pageOf(user.tags, listQuery(input))
    return { Tags: toWire(page.items), ...pagingOutput(page) }
  },
})
