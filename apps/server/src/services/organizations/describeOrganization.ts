/** DescribeOrganization. Source: Organizations API reference, DescribeOrganization. */
import { PARTITION } from '../../domain/arn.ts'
import type { DescribeOrganizationResponse } from '../../protocol/types/organizations.generated.ts'
import { readOperation } from '../operation.ts'
import { requireOrganization } from './membership.ts'
import { notInOrganization } from './refusals.ts'

/** The organization that the caller's account belongs to: any member may ask. */
export const describeOrganization = readOperation<object, DescribeOrganizationResponse>({
  name: 'DescribeOrganization',

  authorize: () => [{ action: 'organizations:DescribeOrganization', resource: '*' }],

  async run({ caller }, store) {
    const { id, arn, managementAccountId } = await requireOrganization(store)
    const management = await store.accounts.byId(managementAccountId)
    const member = await store.accounts.byId(caller.accountId)
    if (management === undefined || member === undefined) throw notInOrganization()
    return {
      Organization: {
        Id: id,
        Arn: arn,
        FeatureSet: 'ALL',
        MasterAccountArn: `arn:${PARTITION}:organizations::${managementAccountId}:account/${id}/${managementAccountId}`,
        MasterAccountEmail: management.email,
        MasterAccountId: managementAccountId,
        // AWS names this type only, whatever is enabled, and says to ask ListRoots instead.
        AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      },
    }
  },
})
