/** IAM's operations on which services an organization accessed. */
import type { Operation } from '../../operation.ts'
import { generateOrganizationsAccessReport, getOrganizationsAccessReport } from './organizationsAccessReport.ts'

/** One line per operation. */
export const organizationsAccessOperations: readonly Operation[] = [
  generateOrganizationsAccessReport,
  getOrganizationsAccessReport,
]
