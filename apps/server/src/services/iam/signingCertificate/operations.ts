/** IAM's operations on signing certificates. */
import type { Operation } from '../../operation.ts'
import { deleteSigningCertificate } from './deleteSigningCertificate.ts'
import { listSigningCertificates } from './listSigningCertificates.ts'
import { updateSigningCertificate } from './updateSigningCertificate.ts'
import { uploadSigningCertificate } from './uploadSigningCertificate.ts'

/** One line per operation. */
export const signingCertificateOperations: readonly Operation[] = [
  deleteSigningCertificate,
  listSigningCertificates,
  updateSigningCertificate,
  uploadSigningCertificate,
]
