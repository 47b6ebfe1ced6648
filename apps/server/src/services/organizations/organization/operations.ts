/** Operations that make and end organizations and membership. */
import type { Operation } from '../../operation.ts'
import { createOrganization, enableAllFeatures } from './createOrganization.ts'
import { deleteOrganization, leaveOrganization, removeAccountFromOrganization } from './leaveOrganization.ts'

/** One line per operation. */
export const organizationOperations: readonly Operation[] = [
  createOrganization,
  deleteOrganization,
  enableAllFeatures,
  leaveOrganization,
  removeAccountFromOrganization,
]
