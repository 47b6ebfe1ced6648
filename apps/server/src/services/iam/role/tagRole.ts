/** TagRole, UntagRole, ListRoleTags. */
import type {
  ListRoleTagsRequest,
  ListRoleTagsResponse,
  TagRoleRequest,
  UntagRoleRequest,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { requestTagKeys } from '../askEntity.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { requireRole } from './requireRole.ts'

export const tagRole = writeOperation<TagRoleRequest, object>({
  name: 'TagRole',

  async authorize({ input, caller: { accountId } }, store) {
    const context = requestTagKeys(fromWire(input.Tags))
    return [await holderAsk(roleKind, { action: 'iam:TagRole', accountId, name: input.RoleName, context }, store)]
  },

  async run({ input, caller }, store) {
    const { id, tags } = await requireRole(store, caller, input.RoleName)
    withTags(tags, input.Tags, 'principal')
    await store.write.putTags(id, fromWire(input.Tags))
    return {}
  },
})

export const untagRole = writeOperation<UntagRoleRequest, object>({
  name: 'UntagRole',

  async authorize({ input, caller: { accountId } }, store) {
    const context = [{ key: 'aws:TagKeys', value: input.TagKeys }]
    return [await holderAsk(roleKind, { action: 'iam:UntagRole', accountId, name: input.RoleName, context }, store)]
  },

  async run({ input, caller }, store) {
    const { id } = await requireRole(store, caller, input.RoleName)
    await store.write.deleteTags(id, input.TagKeys)
    return {}
  },
})

export const listRoleTags = readOperation<ListRoleTagsRequest, ListRoleTagsResponse>({
  name: 'ListRoleTags',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:ListRoleTags', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store) {
    const { tags } = await requireRole(store, caller, input.RoleName)
    const page = pageOf(tags, listQuery(input))
    return { Tags: toWire(page.items), ...pagingOutput(page) }
  },
})
