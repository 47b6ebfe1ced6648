/** Operations on the root, organizational units, and where accounts are. */
import type { Operation } from '../../operation.ts'
import { createOrganizationalUnit } from './createOrganizationalUnit.ts'
import { deleteOrganizationalUnit } from './deleteOrganizationalUnit.ts'
import { describeOrganizationalUnit } from './describeOrganizationalUnit.ts'
import { listAccountsForParent, listChildren, listOrganizationalUnitsForParent } from './listInParent.ts'
import { listParents } from './listParents.ts'
import { listRoots } from './listRoots.ts'
import { moveAccount } from './moveAccount.ts'
import { updateOrganizationalUnit } from './updateOrganizationalUnit.ts'

/** One line per operation. */
export const unitOperations: readonly Operation[] = [
  createOrganizationalUnit,
  deleteOrganizationalUnit,
  describeOrganizationalUnit,
  listAccountsForParent,
  listChildren,
  listOrganizationalUnitsForParent,
  listParents,
  listRoots,
  moveAccount,
  updateOrganizationalUnit,
]
