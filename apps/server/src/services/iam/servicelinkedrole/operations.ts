/** The operations on service-linked roles. */
import type { Operation } from '../../operation.ts'
import { createServiceLinkedRole } from './createServiceLinkedRole.ts'
import { deleteServiceLinkedRole, getServiceLinkedRoleDeletionStatus } from './deleteServiceLinkedRole.ts'

/** Every operation on service-linked roles. */
export const serviceLinkedRoleOperations: readonly Operation[] = [
  createServiceLinkedRole,
  deleteServiceLinkedRole,
  getServiceLinkedRoleDeletionStatus,
]
