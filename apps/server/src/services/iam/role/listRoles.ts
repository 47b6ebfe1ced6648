/** ListRoles: the roles of the account, below a path. */
import { roleArn } from '../../../domain/arn.ts'
import type { ListRolesRequest, ListRolesResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { listedRoles } from './roleOutput.ts'

export const listRoles = readOperation<ListRolesRequest, ListRolesResponse>({
  name: 'ListRoles',

  /** AWS asks about the path as if it were a role: `arn:aws:iam::<account>:role/<path prefix>`. */
  authorize: ({ input, caller: { accountId } }) => [
    { action: 'iam:ListRoles', resource: roleArn({ accountId, path: input.PathPrefix ?? '/', name: '' }) },
  ],

  async run({ input, caller: { accountId } }, store) {
    const page = await store.roles.listBare(accountId, listQuery(input))
    return { Roles: await listedRoles(page.items, store), ...pagingOutput(page) }
  },
})
