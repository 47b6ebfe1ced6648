/** GenerateServiceLastAccessedDetails. Source: IAM API reference, GenerateServiceLastAccessedDetails. */
import { ServiceError } from '../../../domain/errors.ts'
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

/**
 * Has the report made beside the calls that go on, in its turn: the job says how it ended. Throws Throttling where the account
 * has too many waiting.
 */
function order({ accountId, jobId, granularity, subject }: Ordered, store: Reader, { clock, reports }: Effects): void {
  const job = { granularity, createdAtMs: clock.nowMs() }
  const put = (outcome: AccessJob['outcome']): void => reports.putJob(accountId, jobId, { ...job, outcome })
  const make = async (): Promise<void> => {
    try {
      const report = await makeAccessReport(subject, granularity, { store, nowMs: job.createdAtMs })
      put({ state: 'made', report, atMs: clock.nowMs() })
    } catch (error) {
      reports.failed(error)
      put({ state: 'failed', atMs: clock.nowMs() })
    }
  }
  if (!reports.queue.add(accountId, make))
    throw new ServiceError('Throttling', 'Rate exceeded', { reason: 'too many reports waiting' })
  put({ state: 'making' })
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
    order({ accountId, jobId, granularity: input.Granularity ?? 'SERVICE_LEVEL', subject }, store, effects)
    return { JobId: jobId }
  },
})
