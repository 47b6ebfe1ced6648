/** ListGroupsForUser. Source: IAM API reference, ListGroupsForUser. */
import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { wireGroup } from '../group/groupRecord.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { askUser, requireUser } from './userRecord.ts'

/** The groups a user is a member of, in the order of their names, a page at a time. */
export const listGroupsForUser = readOperation<ListGroupsForUserRequest, ListGroupsForUserResponse>({
  name: 'ListGroupsForUser',

  authorize: ({ input, caller }, store) =>
    askUser('iam:ListGroupsForUser', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    const found = await Promise.all(user.groupIds.map((id) => store.groups.byId(id)))
    const groups = found.flatMap((group) => group ?? [])
    groups.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    const page = pageOf(groups, listQuery(input))
    return { Groups: page.items.map(wireGroup), ...pagingOutput(page) }
  },
})
