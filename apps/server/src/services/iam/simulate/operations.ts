/** IAM's policy simulator. */
import type { Operation } from '../../operation.ts'
import { getContextKeysForCustomPolicy, getContextKeysForPrincipalPolicy } from './getContextKeys.ts'
import { simulateCustomPolicy } from './simulateCustomPolicy.ts'
import { simulatePrincipalPolicy } from './simulatePrincipalPolicy.ts'

/** One line per operation. */
export const simulateOperations: readonly Operation[] = [
  getContextKeysForCustomPolicy,
  getContextKeysForPrincipalPolicy,
  simulateCustomPolicy,
  simulatePrincipalPolicy,
]
