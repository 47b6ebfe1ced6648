/** IAM's operations on service-specific credentials. */
import type { Operation } from '../../operation.ts'
import { createServiceSpecificCredential } from './createServiceSpecificCredential.ts'
import { deleteServiceSpecificCredential } from './deleteServiceSpecificCredential.ts'
import { listServiceSpecificCredentials } from './listServiceSpecificCredentials.ts'
import { resetServiceSpecificCredential } from './resetServiceSpecificCredential.ts'
import { updateServiceSpecificCredential } from './updateServiceSpecificCredential.ts'

/** One line per operation. */
export const serviceSpecificCredentialOperations: readonly Operation[] = [
  createServiceSpecificCredential,
  deleteServiceSpecificCredential,
  listServiceSpecificCredentials,
  resetServiceSpecificCredential,
  updateServiceSpecificCredential,
]
