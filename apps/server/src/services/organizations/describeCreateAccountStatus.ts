/** DescribeCreateAccountStatus. Source: Organizations API reference, DescribeCreateAccountStatus. */
import type {
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
} from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireStatus } from './answers.ts'
import { delegable } from './delegation/delegable.ts'
import { requireOrganization } from './membership.ts'
import { createAccountStatusNotFound } from './refusals.ts'

/** How a CreateAccount call went. */
export const describeCreateAccountStatus = readOperation<
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse
>({
  name: 'DescribeCreateAccountStatus',

  authorize: delegable(() => [{ action: 'organizations:DescribeCreateAccountStatus', resource: '*' }]),

  async run({ input }, store) {
    await requireOrganization(store)
    const status = await store.accounts.createStatus(input.CreateAccountRequestId)
    if (status === undefined) throw createAccountStatusNotFound()
    return { CreateAccountStatus: wireStatus(status) }
  },
})
