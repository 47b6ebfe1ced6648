/** IAM's operations on SSH public keys. */
import type { Operation } from '../../operation.ts'
import { deleteSshPublicKey } from './deleteSshPublicKey.ts'
import { getSshPublicKey } from './getSshPublicKey.ts'
import { listSshPublicKeys } from './listSshPublicKeys.ts'
import { updateSshPublicKey } from './updateSshPublicKey.ts'
import { uploadSshPublicKey } from './uploadSshPublicKey.ts'

/** One line per operation. */
export const sshKeyOperations: readonly Operation[] = [
  deleteSshPublicKey,
  getSshPublicKey,
  listSshPublicKeys,
  updateSshPublicKey,
  uploadSshPublicKey,
]
