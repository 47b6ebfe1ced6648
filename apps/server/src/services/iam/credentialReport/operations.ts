/** IAM's operations on the credential report. */
import type { Operation } from '../../operation.ts'
import { generateCredentialReport, getCredentialReport } from './credentialReport.ts'

/** One line per operation. */
export const credentialReportOperations: readonly Operation[] = [generateCredentialReport, getCredentialReport]
