/** ListOrganizationalUnitsForParent, ListAccountsForParent and ListChildren. Source: Organizations API reference. */
import type { Account, Organization } from '../../../domain/entities.ts'
import type {
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListChildrenRequest,
  ListChildrenResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Page, Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { wireAccount } from '../answers.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { listQuery, nextToken, type PagingInput } from '../paging.ts'
import { partAsk } from '../parts.ts'
import { requireParent, wireUnit } from './units.ts'

type InParent = PagingInput & { readonly ParentId: string }

/** The organization. Throws ParentNotFoundException. */
async function readParent(id: string, store: Reader): Promise<Organization> {
  const organization = await requireOrganization(store)
  await requireParent(id, organization, store)
  return organization
}

const accountsIn = (input: InParent, { rootId }: Organization, store: Reader): Promise<Page<Account>> =>
  store.organization.accountsIn(input.ParentId === rootId ? null : input.ParentId, listQuery(input))

/** Units directly under a parent. */
export const listOrganizationalUnitsForParent = readOperation<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
>({
  name: 'ListOrganizationalUnitsForParent',

  authorize: delegable(async ({ input }, store) => [
    await partAsk({ action: 'ListOrganizationalUnitsForParent' }, input.ParentId, store),
  ]),

  async run({ input }, store) {
    const organization = await readParent(input.ParentId, store)
    const page = await store.organization.unitsIn(input.ParentId, listQuery(input))
    return {
      OrganizationalUnits: await Promise.all(page.items.map((unit) => wireUnit(unit, organization, store))),
      ...nextToken(page),
    }
  },
})

/** Accounts directly under a parent. */
export const listAccountsForParent = readOperation<ListAccountsForParentRequest, ListAccountsForParentResponse>({
  name: 'ListAccountsForParent',

  authorize: delegable(async ({ input }, store) => [
    await partAsk({ action: 'ListAccountsForParent' }, input.ParentId, store),
  ]),

  async run({ input }, store) {
    const organization = await readParent(input.ParentId, store)
    const page = await accountsIn(input, organization, store)
    return {
      Accounts: await Promise.all(page.items.map((account) => wireAccount(account, organization, store))),
      ...nextToken(page),
    }
  },
})

/** Ids of the units or of the accounts directly under a parent. */
export const listChildren = readOperation<ListChildrenRequest, ListChildrenResponse>({
  name: 'ListChildren',

  authorize: delegable(async ({ input }, store) => [await partAsk({ action: 'ListChildren' }, input.ParentId, store)]),

  async run({ input }, store) {
    const organization = await readParent(input.ParentId, store)
    const { ChildType: Type } = input
    const page: Page<{ readonly id: string }> =
      Type === 'ACCOUNT'
        ? await accountsIn(input, organization, store)
        : await store.organization.unitsIn(input.ParentId, listQuery(input))
    return { Children: page.items.map(({ id }) => ({ Id: id, Type })), ...nextToken(page) }
  },
})
