/** MoveAccount. Source: Organizations API reference, MoveAccount. */
import { ServiceError } from '../../../domain/errors.ts'
import type { MoveAccountRequest, MoveAccountResponse } from '../../../protocol/types/organizations.generated.ts'
import { writeOperation } from '../../operation.ts'
import { managementOnly, requireManagementAccount } from '../membership.ts'
import { partAsk } from '../parts.ts'
import { accountNotFound } from '../refusals.ts'
import { isParent } from './units.ts'

/**
 * Moves an account from the root or a unit to another; what policies say there holds for its very next call. Throws
 * AccountNotFoundException (also where the account is not in the source, as AWS does), SourceParentNotFoundException,
 * DestinationParentNotFoundException, DuplicateAccountException.
 */
export const moveAccount = writeOperation<MoveAccountRequest, MoveAccountResponse>({
  name: 'MoveAccount',

  authorize: managementOnly(({ input }, store) =>
    Promise.all(
      [input.AccountId, input.SourceParentId, input.DestinationParentId].map((id) =>
        partAsk({ action: 'MoveAccount' }, id, store),
      ),
    ),
  ),

  async run({ input, caller }, store) {
    const organization = await requireManagementAccount(store, caller)
    const { AccountId: id, SourceParentId: from, DestinationParentId: to } = input
    if ((await store.accounts.byId(id)) === undefined) throw accountNotFound()
    if (!(await isParent(from, organization, store)))
      throw new ServiceError(
        'SourceParentNotFoundException',
        "We can't find a source root or OU with the ParentId that you specified.",
      )
    if ((await store.organization.ancestors(id))?.at(-1) !== from) throw accountNotFound()
    if (!(await isParent(to, organization, store)))
      throw new ServiceError(
        'DestinationParentNotFoundException',
        "We can't find the destination container (a root or OU) with the ParentId that you specified.",
      )
    if (from === to)
      throw new ServiceError(
        'DuplicateAccountException',
        'That account is already present in the specified destination.',
      )
    await store.write.accounts.move(id, to === organization.rootId ? null : to)
    return {}
  },
})
