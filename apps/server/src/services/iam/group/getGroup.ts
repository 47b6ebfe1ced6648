/** GetGroup. Source: IAM API reference, GetGroup. */
import type { GetGroupRequest, GetGroupResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { listedUser } from '../user/userRecord.ts'
import { askGroup, requireGroup, wireGroup } from './groupRecord.ts'

/** A group and its members in the order of their names, a page at a time. */
export const getGroup = readOperation<GetGroupRequest, GetGroupResponse>({
  name: 'GetGroup',

  authorize: ({ input, caller }, store) =>
    askGroup('iam:GetGroup', { accountId: caller.accountId, name: input.GroupName }, store),

  async run({ input, caller }, store) {
    const group = await requireGroup(store, caller.accountId, input.GroupName)
    const page = await store.users.inGroup(group.id, listQuery(input))
    return { Group: wireGroup(group), Users: page.items.map(listedUser), ...pagingOutput(page) }
  },
})
