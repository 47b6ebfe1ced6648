/** GenerateServiceLastAccessedDetails. Source: IAM API reference, GenerateServiceLastAccessedDetails. */
import { uuid } from '../../../domain/ids.ts'
import type {
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { type Effects, readOperation } from '../../operation.ts'
import { type AccessJob, type Granularity, makeAccessReport } from './accessJob.ts'
import { type ReportSubject, requireSubject, subjectAsk } from './reportSubject.ts'

interface Ordered {
  readonly accountId: string
  readonly jobId: string
  readonly granularity: Granularity
  readonly subject: ReportSubject
}

/** Makes the report beside the calls that go on. Never rejects: the job says how it ended. */
async function make({ accountId, jobId, granularity, subject }: Ordered, store: Reader, effects: Effects) {
  const { clock, reports } = effects
  const job = { granularity, createdAtMs: clock.nowMs() }
  const put = (outcome: AccessJob['outcome']): void => reports.putJob(accountId, jobId, { ...job, outcome })
  put({ state: 'making' })
  try {
    const report = await makeAccessReport(subject, granularity, { store, nowMs: job.createdAtMs })
    put({ state: 'made', report, atMs: clock.nowMs() })
  } catch (error) {
    reports.failed(error)
    put({ state: 'failed', atMs: clock.nowMs() })
  }
}

/** Begins a report about the services that the policies of a user, group, role or policy allow, and who accessed them when. */
export const generateServiceLastAccessedDetails = readOperation<
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse
>({
  name: 'GenerateServiceLastAccessedDetails',

  async authorize({ input, caller }, store) {
    return [await subjectAsk('iam:GenerateServiceLastAccessedDetails', input.Arn, { caller, store })]
  },

  async run({ input, caller: { accountId } }, store, effects) {
    const subject = await requireSubject(input.Arn, accountId, store)
    const jobId = uuid(effects.random)
    void make({ accountId, jobId, granularity: input.Granularity ?? 'SERVICE_LEVEL', subject }, store, effects)
    return { JobId: jobId }
  },
})
