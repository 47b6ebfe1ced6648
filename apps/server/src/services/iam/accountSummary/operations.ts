/** IAM's operations on the account as a whole. */
import type { Operation } from '../../operation.ts'
import { getAccountSummary } from './getAccountSummary.ts'

/** One line per operation. */
export const accountSummaryOperations: readonly Operation[] = [getAccountSummary]
