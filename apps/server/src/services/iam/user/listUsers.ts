/** ListUsers. Source: IAM API reference, ListUsers. */
import { userArn } from '../../../domain/arn.ts'
import { loginProfileId } from '../../../domain/credentialIds.ts'
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
    const page = await store.users.listBare(caller.accountId, listQuery(input))
    const ids = page.items.map(({ id }) => loginProfileId(id))
    const profiles = new Map((await store.resources.byIds('loginProfile', ids)).map((profile) => [profile.id, profile]))
    const users = page.items.map((user) => ({
      ...listedUser(user),
      ...passwordLastUsed(profiles.get(loginProfileId(user.id))),
    }))
    return { Users: users, ...pagingOutput(page) }
  },
})
