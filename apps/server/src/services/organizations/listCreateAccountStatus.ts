/** ListCreateAccountStatus. Source: Organizations API reference, ListCreateAccountStatus. */
import type {
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
} from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireStatus } from './answers.ts'
import { requireManagementAccount } from './membership.ts'
import { listQuery, nextToken } from './paging.ts'

/** How the CreateAccount calls went, all or those in some states. */
export const listCreateAccountStatus = readOperation<ListCreateAccountStatusRequest, ListCreateAccountStatusResponse>({
  name: 'ListCreateAccountStatus',

  authorize: () => [{ action: 'organizations:ListCreateAccountStatus', resource: '*' }],

  async run({ input, caller }, store) {
    await requireManagementAccount(store, caller)
    const page = await store.accounts.createStatuses(input.States ?? [], listQuery(input))
    return { CreateAccountStatuses: page.items.map(wireStatus), ...nextToken(page) }
  },
})
