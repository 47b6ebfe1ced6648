/** ListUsers. Source: IAM API reference, ListUsers. */
import { userArn } from '../../../domain/arn.ts'
import type { ListUsersRequest, ListUsersResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { listedUser, passwordLastUsed } from './userRecord.ts'

/** The account's users in the order of their names, a page at a time. */
export const listUsers = readOperation<ListUsersRequest, ListUsersResponse>({
  name: 'ListUsers',

  /** AWS asks about the ARN up to the path, as its denials show: `arn:aws:iam::<account>:user/`. */
  authorize: ({ input, caller }) =>
    ask('iam:ListUsers', userArn({ accountId: caller.accountId, path: input.PathPrefix ?? '/', name: '' })),

  async run({ input, caller }, store) {
    const page = await store.users.list(caller.accountId, listQuery(input))
    const users = page.items.map(async (user) => ({ ...listedUser(user), ...(await passwordLastUsed(user, store)) }))
    return { Users: await Promise.all(users), ...pagingOutput(page) }
  },
})
