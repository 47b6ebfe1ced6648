/** GenerateCredentialReport and GetCredentialReport. Source: IAM API reference and user guide, "Generate credential reports for your AWS account". */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  GenerateCredentialReportResponse,
  GetCredentialReportResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { type Effects, readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { makeReport } from './makeReport.ts'

/** A report is good for four hours, and until then no other is made. */
const GOOD_MS = 4 * 3_600_000

/** Makes the report beside the calls that go on. Never rejects: GetCredentialReport tells of a failure. */
async function make(accountId: string, store: Reader, { clock, reports }: Effects): Promise<void> {
  reports.putCredentialReport(accountId, { state: 'making' })
  try {
    const text = await makeReport(accountId, store)
    reports.putCredentialReport(accountId, { state: 'made', text, atMs: clock.nowMs() })
  } catch (error) {
    reports.putCredentialReport(accountId, { state: 'failed', error })
  }
}

/** Begins a report, unless one is being made or is less than four hours old. */
export const generateCredentialReport = readOperation<object, GenerateCredentialReportResponse>({
  name: 'GenerateCredentialReport',

  authorize: () => ask('iam:GenerateCredentialReport', '*'),

  run({ caller: { accountId } }, store, effects) {
    const present = effects.reports.credentialReport(accountId)
    if (present?.state === 'making') return { State: 'INPROGRESS' }
    if (present?.state === 'made' && effects.clock.nowMs() - present.atMs < GOOD_MS) return { State: 'COMPLETE' }
    void make(accountId, store, effects)
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' }
  },
})

/** One of models/iam.json. AWS sends no sentences with them (LocalStack, test_iam_credential_report, recorded 2026). */
const refusal = (code: 'ReportNotPresent' | 'ReportExpired' | 'ReportInProgress'): ServiceError =>
  new ServiceError(code, '')

/** The newest report of the account. */
export const getCredentialReport = readOperation<object, GetCredentialReportResponse>({
  name: 'GetCredentialReport',

  authorize: () => ask('iam:GetCredentialReport', '*'),

  run({ caller: { accountId } }, _store, { clock, reports }) {
    const report = reports.credentialReport(accountId)
    if (report === undefined) throw refusal('ReportNotPresent')
    if (report.state === 'making') throw refusal('ReportInProgress')
    if (report.state === 'failed') throw report.error
    if (clock.nowMs() - report.atMs >= GOOD_MS) throw refusal('ReportExpired')
    return { Content: Buffer.from(report.text, 'utf8'), ReportFormat: 'text/csv', GeneratedTime: report.atMs }
  },
})
