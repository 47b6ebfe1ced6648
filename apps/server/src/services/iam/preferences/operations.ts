/** The operations on an account's preferences. */
import type { Operation } from '../../operation.ts'
import { setSecurityTokenServicePreferences } from './setSecurityTokenServicePreferences.ts'

/** Every operation on an account's preferences. */
export const preferenceOperations: readonly Operation[] = [setSecurityTokenServicePreferences]
