/** IAM's operations on when keys were last used. */
import type { Operation } from '../../operation.ts'
import { getAccessKeyLastUsed } from './getAccessKeyLastUsed.ts'

/** One line per operation. */
export const lastUsedOperations: readonly Operation[] = [getAccessKeyLastUsed]
