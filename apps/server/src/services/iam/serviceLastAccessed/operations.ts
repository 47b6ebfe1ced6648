/** IAM's operations on when services were last accessed, and which policies grant access to them. */
import type { Operation } from '../../operation.ts'
import { generateServiceLastAccessedDetails } from './generate.ts'
import { getServiceLastAccessedDetails, getServiceLastAccessedDetailsWithEntities } from './getDetails.ts'
import { listPoliciesGrantingServiceAccess } from './listPoliciesGrantingServiceAccess.ts'

/** One line per operation. */
export const serviceLastAccessedOperations: readonly Operation[] = [
  generateServiceLastAccessedDetails,
  getServiceLastAccessedDetails,
  getServiceLastAccessedDetailsWithEntities,
  listPoliciesGrantingServiceAccess,
]
