/** DescribeCreateAccountStatus. Source: Organizations API reference, DescribeCreateAccountStatus. */
import type {
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
} from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireStatus } from './answers.ts'
import { requireManagementAccount } from './membership.ts'
import { createAccountStatusNotFound } from './refusals.ts'

/** How a CreateAccount call went. */
export const describeCreateAccountStatus = readOperation<
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse
>({
  name: 'DescribeCreateAccountStatus',

  authorize: () => [{ action: 'organizations:DescribeCreateAccountStatus', resource: '*' }],

  async run({ input, caller }, store) {
    await requireManagementAccount(store, caller)
    const status = await store.accounts.createStatus(input.CreateAccountRequestId)
    if (status === undefined) throw createAccountStatusNotFound()
    return { CreateAccountStatus: wireStatus(status) }
  },
})
