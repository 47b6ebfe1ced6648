/** ListAccounts. Source: Organizations API reference, ListAccounts. */
import type { ListAccountsRequest, ListAccountsResponse } from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireAccount } from './answers.ts'
import { delegable } from './delegation/delegable.ts'
import { requireOrganization } from './membership.ts'
import { listQuery, nextToken } from './paging.ts'

/** Every account of the organization, a page at a time. */
export const listAccounts = readOperation<ListAccountsRequest, ListAccountsResponse>({
  name: 'ListAccounts',

  authorize: delegable(() => [{ action: 'organizations:ListAccounts', resource: '*' }]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const page = await store.accounts.list(listQuery(input))
    return {
      Accounts: await Promise.all(page.items.map((account) => wireAccount(account, organization, store))),
      ...nextToken(page),
    }
  },
})
