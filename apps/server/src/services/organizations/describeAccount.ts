/** DescribeAccount. Source: Organizations API reference, DescribeAccount. */
import { PARTITION } from '../../domain/arn.ts'
import type { DescribeAccountRequest, DescribeAccountResponse } from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireAccount } from './answers.ts'
import { requireManagementAccount, requireOrganization } from './membership.ts'
import { accountNotFound } from './refusals.ts'

/** One account of the organization. */
export const describeAccount = readOperation<DescribeAccountRequest, DescribeAccountResponse>({
  name: 'DescribeAccount',

  async authorize({ input }, store) {
    const { id, managementAccountId } = await requireOrganization(store)
    const resource = `arn:${PARTITION}:organizations::${managementAccountId}:account/${id}/${input.AccountId}`
    return [{ action: 'organizations:DescribeAccount', resource }]
  },

  async run({ input, caller }, store) {
    const organization = await requireManagementAccount(store, caller)
    const account = await store.accounts.byId(input.AccountId)
    if (account === undefined) throw accountNotFound()
    return { Account: wireAccount(account, organization) }
  },
})
