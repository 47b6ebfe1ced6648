/** DescribeOrganizationalUnit. Source: Organizations API reference, DescribeOrganizationalUnit. */
import type {
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { readOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { partAsk } from '../parts.ts'
import { requireUnit, wireUnit } from './units.ts'

/** One unit. Throws OrganizationalUnitNotFoundException. */
export const describeOrganizationalUnit = readOperation<
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse
>({
  name: 'DescribeOrganizationalUnit',

  authorize: delegable(async ({ input }, store) => [
    await partAsk({ action: 'DescribeOrganizationalUnit' }, input.OrganizationalUnitId, store),
  ]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const unit = await requireUnit(input.OrganizationalUnitId, store)
    return { OrganizationalUnit: await wireUnit(unit, organization, store) }
  },
})
