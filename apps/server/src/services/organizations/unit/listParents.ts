/** ListParents. Source: Organizations API reference, ListParents. */
import type { ListParentsRequest, ListParentsResponse } from '../../../protocol/types/organizations.generated.ts'
import { readOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { listQuery } from '../paging.ts'
import { partAsk } from '../parts.ts'
import { childNotFound } from '../refusals.ts'

/** The one parent that an account or unit has. Throws ChildNotFoundException. */
export const listParents = readOperation<ListParentsRequest, ListParentsResponse>({
  name: 'ListParents',

  authorize: delegable(async ({ input }, store) => [await partAsk({ action: 'ListParents' }, input.ChildId, store)]),

  async run({ input }, store) {
    const { rootId } = await requireOrganization(store)
    const Id = (await store.organization.ancestors(input.ChildId))?.at(-1)
    if (Id === undefined) throw childNotFound()
    if (listQuery(input).after !== undefined) return { Parents: [] }
    return { Parents: [{ Id, Type: Id === rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] }
  },
})
