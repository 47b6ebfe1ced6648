/** UpdateOrganizationalUnit. Source: Organizations API reference, UpdateOrganizationalUnit. */
import type {
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { nameKey } from '../../../store/names.ts'
import { writeOperation } from '../../operation.ts'
import { managementOnly, requireManagementAccount } from '../membership.ts'
import { partAsk } from '../parts.ts'
import { requireFreeName, requireUnit, wireUnit } from './units.ts'

/** Renames a unit. Throws OrganizationalUnitNotFoundException, DuplicateOrganizationalUnitException. */
export const updateOrganizationalUnit = writeOperation<
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse
>({
  name: 'UpdateOrganizationalUnit',

  authorize: managementOnly(async ({ input }, store) => [
    await partAsk({ action: 'UpdateOrganizationalUnit' }, input.OrganizationalUnitId, store),
  ]),

  async run({ input, caller }, store) {
    const organization = await requireManagementAccount(store, caller)
    const unit = await requireUnit(input.OrganizationalUnitId, store)
    const { Name: name = unit.name } = input
    if (nameKey(name) !== nameKey(unit.name)) await requireFreeName(name, unit.parentId, store)
    if (name !== unit.name) await store.write.organizationalUnits.rename(unit.id, name)
    return { OrganizationalUnit: await wireUnit({ ...unit, name }, organization, store) }
  },
})
