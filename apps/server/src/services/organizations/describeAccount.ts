/** DescribeAccount. Source: Organizations API reference, DescribeAccount. */
import type { DescribeAccountRequest, DescribeAccountResponse } from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireAccount } from './answers.ts'
import { requireManagementAccount } from './membership.ts'
import { partAsk } from './parts.ts'
import { accountNotFound } from './refusals.ts'

/** One account of the organization. */
export const describeAccount = readOperation<DescribeAccountRequest, DescribeAccountResponse>({
  name: 'DescribeAccount',

  authorize: async ({ input }, store) => [await partAsk({ action: 'DescribeAccount' }, input.AccountId, store)],

  async run({ input, caller }, store) {
    const organization = await requireManagementAccount(store, caller)
    const account = await store.accounts.byId(input.AccountId)
    if (account === undefined) throw accountNotFound()
    return { Account: await wireAccount(account, organization, store) }
  },
})
