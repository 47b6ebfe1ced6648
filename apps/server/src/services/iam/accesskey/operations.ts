/** IAM's operations on access keys. */
import type { Operation } from '../../operation.ts'
import { createAccessKey } from './createAccessKey.ts'
import { deleteAccessKey } from './deleteAccessKey.ts'
import { listAccessKeys } from './listAccessKeys.ts'
import { updateAccessKey } from './updateAccessKey.ts'

/** One line per operation. */
export const accessKeyOperations: readonly Operation[] = [
  createAccessKey,
  deleteAccessKey,
  listAccessKeys,
  updateAccessKey,
]
