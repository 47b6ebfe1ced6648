/** DeleteOrganizationalUnit. Source: Organizations API reference, DeleteOrganizationalUnit. */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  DeleteOrganizationalUnitRequest,
  DeleteOrganizationalUnitResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { writeOperation } from '../../operation.ts'
import { managementOnly, requireManagementAccount } from '../membership.ts'
import { partAsk } from '../parts.ts'
import { requireUnit } from './units.ts'

/** Deletes a unit that has nothing in it. Throws OrganizationalUnitNotFoundException, OrganizationalUnitNotEmptyException. */
export const deleteOrganizationalUnit = writeOperation<
  DeleteOrganizationalUnitRequest,
  DeleteOrganizationalUnitResponse
>({
  name: 'DeleteOrganizationalUnit',

  authorize: managementOnly(async ({ input }, store) => [
    await partAsk({ action: 'DeleteOrganizationalUnit' }, input.OrganizationalUnitId, store),
  ]),

  async run({ input, caller }, store) {
    await requireManagementAccount(store, caller)
    const { id } = await requireUnit(input.OrganizationalUnitId, store)
    const units = await store.organization.unitsIn(id, { limit: 1 })
    const accounts = await store.organization.accountsIn(id, { limit: 1 })
    if (units.items.length + accounts.items.length > 0)
      throw new ServiceError(
        'OrganizationalUnitNotEmptyException',
        'The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.',
      )
    await store.write.organizationalUnits.delete(id)
    return {}
  },
})
