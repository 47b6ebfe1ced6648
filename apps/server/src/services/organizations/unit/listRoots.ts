/** ListRoots. Source: Organizations API reference, ListRoots. */
import type { Organization } from '../../../domain/entities.ts'
import type { ListRootsRequest, ListRootsResponse, Root } from '../../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { listQuery } from '../paging.ts'
import { partArn } from '../parts.ts'

/** The root, with the policy types that are in force. */
export const wireRoot = async (organization: Organization, store: Reader): Promise<Root> => ({
  Id: organization.rootId,
  Arn: partArn(organization, organization.rootId),
  Name: 'Root',
  PolicyTypes: (await store.organization.policyTypes()).map((Type) => ({ Type, Status: 'ENABLED' })),
})

/** The one root there is. */
export const listRoots = readOperation<ListRootsRequest, ListRootsResponse>({
  name: 'ListRoots',

  authorize: delegable(() => [{ action: 'organizations:ListRoots', resource: '*' }]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    // No page gives out a token: after any, there is nothing more.
    const { after } = listQuery(input)
    return { Roots: after === undefined ? [await wireRoot(organization, store)] : [] }
  },
})
