/** CreateOrganizationalUnit. Source: Organizations API reference, CreateOrganizationalUnit. */
import { randomLabel } from '../../../domain/ids.ts'
import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { writeOperation } from '../../operation.ts'
import { attachDefaults } from '../attachDefaults.ts'
import { managementOnly, requireManagementAccount } from '../membership.ts'
import { newPartAsk, partArn, partAsk } from '../parts.ts'
import { addedTags, requestTagKeys } from '../requestTags.ts'
import { requireDepth, requireFreeName, requireParent, wireUnit } from './units.ts'

/** A unit under the root or another unit, with the policies that allow everything. */
export const createOrganizationalUnit = writeOperation<
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse
>({
  name: 'CreateOrganizationalUnit',

  authorize: managementOnly(async ({ input }, store) => {
    const context = requestTagKeys(input.Tags)
    const create = await partAsk({ action: 'CreateOrganizationalUnit', context }, input.ParentId, store)
    if (context.length === 0) return [create]
    return [create, await newPartAsk({ action: 'TagResource', context }, 'ou', store)]
  }),

  async run({ input, caller }, store, { clock, random }) {
    const organization = await requireManagementAccount(store, caller)
    await requireParent(input.ParentId, organization, store)
    await requireDepth(input.ParentId, organization, store)
    await requireFreeName(input.Name, input.ParentId, store)
    const tags = addedTags([], input.Tags)
    const id = `ou-${organization.rootId.slice(2)}-${randomLabel(8, random)}`
    const unit = {
      id,
      parentId: input.ParentId,
      name: input.Name,
      arn: partArn(organization, id),
      createdAtMs: clock.nowMs(),
    }
    await store.write.organizationalUnits.create(unit)
    await attachDefaults(id, store)
    await store.write.putTags(id, tags)
    return { OrganizationalUnit: await wireUnit(unit, organization, store) }
  },
})
