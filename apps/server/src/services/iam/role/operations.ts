/** The operations on roles. */
import type { Operation } from '../../operation.ts'
import { createRole } from './createRole.ts'
import { deleteRole } from './deleteRole.ts'
import { getRole } from './getRole.ts'
import { listRoles } from './listRoles.ts'
import { listRoleTags, tagRole, untagRole } from './tagRole.ts'
import { updateAssumeRolePolicy } from './updateAssumeRolePolicy.ts'
import { updateRole, updateRoleDescription } from './updateRole.ts'

/** Every operation on roles themselves. */
export const roleOperations: readonly Operation[] = [
  createRole,
  getRole,
  listRoles,
  updateRole,
  updateRoleDescription,
  updateAssumeRolePolicy,
  deleteRole,
  tagRole,
  untagRole,
  listRoleTags,
]
