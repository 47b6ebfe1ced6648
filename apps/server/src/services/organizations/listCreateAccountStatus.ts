/** ListCreateAccountStatus. Source: Organizations API reference, ListCreateAccountStatus. */
import type {
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
} from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { wireStatus } from './answers.ts'
import { delegable } from './delegation/delegable.ts'
import { requireOrganization } from './membership.ts'
import { listQuery, nextToken } from './paging.ts'

/** How the CreateAccount calls went, all or those in some states. */
export const listCreateAccountStatus = readOperation<ListCreateAccountStatusRequest, ListCreateAccountStatusResponse>({
  name: 'ListCreateAccountStatus',

  authorize: delegable(() => [{ action: 'organizations:ListCreateAccountStatus', resource: '*' }]),

  async run({ input }, store) {
    await requireOrganization(store)
    const page = await store.accounts.createStatuses(input.States ?? [], listQuery(input))
    return { CreateAccountStatuses: page.items.map(wireStatus), ...nextToken(page) }
  },
})
