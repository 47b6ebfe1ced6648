/** IAM's operations on groups and their members. */
import type { Operation } from '../../operation.ts'
import { createGroup } from './createGroup.ts'
import { deleteGroup } from './deleteGroup.ts'
import { getGroup } from './getGroup.ts'
import { listGroups } from './listGroups.ts'
import { addUserToGroup, removeUserFromGroup } from './membership.ts'
import { updateGroup } from './updateGroup.ts'

/** One line per operation. */
export const groupOperations: readonly Operation[] = [
  addUserToGroup,
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  removeUserFromGroup,
  updateGroup,
]
