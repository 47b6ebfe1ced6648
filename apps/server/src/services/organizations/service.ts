/** AWS Organizations: one organization, which every account of the server belongs to. */
import type { Service } from '../operation.ts'
import { closeAccount } from './closeAccount.ts'
import { createAccount } from './createAccount.ts'
import { delegationOperations } from './delegation/operations.ts'
import { describeAccount } from './describeAccount.ts'
import { describeCreateAccountStatus } from './describeCreateAccountStatus.ts'
import { describeOrganization } from './describeOrganization.ts'
import { listAccounts } from './listAccounts.ts'
import { listCreateAccountStatus } from './listCreateAccountStatus.ts'
import { organizationOperations } from './organization/operations.ts'
import { organizationPolicyOperations } from './policy/operations.ts'
import { listTagsForResource, tagResource, untagResource } from './tag/tags.ts'
import { unitOperations } from './unit/operations.ts'

/** One line per operation. */
export const organizations: Service = {
  signingName: 'organizations',
  model: 'organizations',
  eventSource: 'organizations.amazonaws.com',
  operations: [
    closeAccount,
    createAccount,
    describeAccount,
    describeCreateAccountStatus,
    describeOrganization,
    listAccounts,
    listCreateAccountStatus,
    listTagsForResource,
    tagResource,
    untagResource,
    ...delegationOperations,
    ...organizationOperations,
    ...unitOperations,
    ...organizationPolicyOperations,
  ],
}
