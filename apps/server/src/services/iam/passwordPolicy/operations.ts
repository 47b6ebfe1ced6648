/** IAM's operations on the account's password policy. */
import type { Operation } from '../../operation.ts'
import { deleteAccountPasswordPolicy } from './deleteAccountPasswordPolicy.ts'
import { getAccountPasswordPolicy } from './getAccountPasswordPolicy.ts'
import { updateAccountPasswordPolicy } from './updateAccountPasswordPolicy.ts'

/** One line per operation. */
export const passwordPolicyOperations: readonly Operation[] = [
  deleteAccountPasswordPolicy,
  getAccountPasswordPolicy,
  updateAccountPasswordPolicy,
]
