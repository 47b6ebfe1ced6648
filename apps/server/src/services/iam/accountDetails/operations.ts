/** IAM's operations on an account's permissions as a whole. */
import type { Operation } from '../../operation.ts'
import { getAccountAuthorizationDetails } from './getAccountAuthorizationDetails.ts'

/** One line per operation. */
export const accountDetailsOperations: readonly Operation[] = [getAccountAuthorizationDetails]
