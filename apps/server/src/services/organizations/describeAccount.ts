/** DescribeAccount. Source: Organizations API reference, DescribeAccount. */
import type { DescribeAccountRequest, DescribeAccountResponse } from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireAccount } from './answers.ts'
import { delegable } from './delegation/delegable.ts'
import { requireOrganization } from './membership.ts'
import { partAsk } from './parts.ts'
import { accountNotFound } from './refusals.ts'

/** One account of the organization. */
export const describeAccount = readOperation<DescribeAccountRequest, DescribeAccountResponse>({
  name: 'DescribeAccount',

  authorize: delegable(async ({ input }, store) => [
    await partAsk({ action: 'DescribeAccount' }, input.AccountId, store),
  ]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const account = await store.accounts.byId(input.AccountId)
    if (account === undefined) throw accountNotFound()
    return { Account: await wireAccount(account, organization, store) }
  },
})
