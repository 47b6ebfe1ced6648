/** IAM's operations on console passwords. */
import type { Operation } from '../../operation.ts'
import { changePassword } from './changePassword.ts'
import { createLoginProfile } from './createLoginProfile.ts'
import { deleteLoginProfile } from './deleteLoginProfile.ts'
import { getLoginProfile } from './getLoginProfile.ts'
import { updateLoginProfile } from './updateLoginProfile.ts'

/** One line per operation. */
export const loginProfileOperations: readonly Operation[] = [
  changePassword,
  createLoginProfile,
  deleteLoginProfile,
  getLoginProfile,
  updateLoginProfile,
]
