/** ListRoles: the roles of the account, below a path. */
import { roleArn } from '../../../domain/arn.ts'
import type { ListRolesRequest, ListRolesResponse, Role } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { listedRole } from './roleOutput.ts'

export const listRoles = readOperation<ListRolesRequest, ListRolesResponse>({
  name: 'ListRoles',

  /** AWS asks about the path as if it were a role: `arn:aws:iam::<account>:role/<path prefix>`. */
  authorize: ({ input, caller: { accountId } }) => [
    { action: 'iam:ListRoles', resource: roleArn({ accountId, path: input.PathPrefix ?? '/', name: '' }) },
  ],

  async run({ input, caller: { accountId } }, store) {
    const page = await store.roles.listBare(accountId, listQuery(input))
    const roles: Role[] = []
    for (const role of page.items) roles.push(await listedRole(role, store))
    return { Roles: roles, ...pagingOutput(page) }
  },
})
