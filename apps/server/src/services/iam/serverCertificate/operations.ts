/** IAM's operations on server certificates. */
import type { Operation } from '../../operation.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { serverCertificateKind } from './certificateRecord.ts'
import { deleteServerCertificate } from './deleteServerCertificate.ts'
import { getServerCertificate } from './getServerCertificate.ts'
import { listServerCertificates } from './listServerCertificates.ts'
import { updateServerCertificate } from './updateServerCertificate.ts'
import { uploadServerCertificate } from './uploadServerCertificate.ts'

/** One line per operation. */
export const serverCertificateOperations: readonly Operation[] = [
  deleteServerCertificate,
  getServerCertificate,
  listServerCertificates,
  listTagsOperation(serverCertificateKind),
  tagOperation(serverCertificateKind),
  untagOperation(serverCertificateKind),
  updateServerCertificate,
  uploadServerCertificate,
]
