/** GenerateOrganizationsAccessReport and GetOrganizationsAccessReport. Source: IAM API reference, operations of the same names. */
import type { Caller } from '../../../domain/caller.ts'
import type { Organization } from '../../../domain/entities.ts'
import { accessDenied, ServiceError } from '../../../domain/errors.ts'
import { uuid } from '../../../domain/ids.ts'
import type {
  GenerateOrganizationsAccessReportRequest,
  GenerateOrganizationsAccessReportResponse,
  GetOrganizationsAccessReportRequest,
  GetOrganizationsAccessReportResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { type Effects, readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { makeDetails, type OrganizationsJob, sortedDetails } from './accessReport.ts'
import { type ReportedEntity, requireEntity } from './reportedEntity.ts'

/** Sentence from memory: the reference says only that the management account's credentials are needed. */
async function requireManagement({ accountId }: Caller, store: Reader): Promise<Organization> {
  const organization = await store.organization.get()
  if (organization?.managementAccountId === accountId) return organization
  throw accessDenied(
    'You must be signed in to the management account of the organization to make or see this report.',
    'the caller is not in the management account',
  )
}

interface Ordered {
  readonly accountId: string
  readonly jobId: string
  readonly entity: ReportedEntity
}

/**
 * Has the report made beside the calls that go on, in its turn: the job says how it ended. Throws
 * ReportGenerationLimitExceeded where the account has too many waiting.
 */
function order({ accountId, jobId, entity }: Ordered, store: Reader, { clock, reports }: Effects): void {
  const createdAtMs = clock.nowMs()
  const put = (outcome: OrganizationsJob['outcome']): void =>
    reports.putOrganizationsJob(accountId, jobId, { createdAtMs, outcome })
  const make = async (): Promise<void> => {
    try {
      const details = await makeDetails(entity, { store, nowMs: createdAtMs })
      put({ state: 'made', details, atMs: clock.nowMs() })
    } catch (error) {
      reports.failed(error)
      put({ state: 'failed', atMs: clock.nowMs() })
    }
  }
  if (!reports.queue.add(accountId, make))
    throw new ServiceError(
      'ReportGenerationLimitExceeded',
      'The request failed because the maximum number of concurrent requests for this account are already running.',
    )
  put({ state: 'making' })
}

/** Begins a report about the services that control policies, or one of them, allow the root, a unit or an account. */
export const generateOrganizationsAccessReport = readOperation<
  GenerateOrganizationsAccessReportRequest,
  GenerateOrganizationsAccessReportResponse
>({
  name: 'GenerateOrganizationsAccessReport',

  authorize: ({ input: { EntityPath, OrganizationsPolicyId: policyId }, caller: { accountId } }) =>
    ask(
      'iam:GenerateOrganizationsAccessReport',
      `arn:aws:iam::${accountId}:access-report/${EntityPath}`,
      policyId === undefined ? [] : [{ key: 'iam:OrganizationsPolicyId', value: policyId }],
    ),

  async run({ input: { EntityPath: path, OrganizationsPolicyId: policyId }, caller }, store, effects) {
    const organization = await requireManagement(caller, store)
    const entity = await requireEntity({ path, ...(policyId === undefined ? {} : { policyId }) }, organization, store)
    const jobId = uuid(effects.random)
    order({ accountId: caller.accountId, jobId, entity }, store, effects)
    return { JobId: jobId }
  },
})

function statusOf({ createdAtMs: JobCreationDate, outcome }: OrganizationsJob) {
  if (outcome.state === 'making') return { JobStatus: 'IN_PROGRESS', JobCreationDate } as const
  const done = { JobCreationDate, JobCompletionDate: outcome.atMs }
  if (outcome.state === 'made') return { JobStatus: 'COMPLETED', ...done } as const
  const ErrorDetails = { Code: 'ServiceFailure', Message: 'The report could not be made. Generate another.' }
  return { JobStatus: 'FAILED', ...done, ErrorDetails } as const
}

/** The status of a report and, once it is made, its services. */
export const getOrganizationsAccessReport = readOperation<
  GetOrganizationsAccessReportRequest,
  GetOrganizationsAccessReportResponse
>({
  name: 'GetOrganizationsAccessReport',

  authorize: () => ask('iam:GetOrganizationsAccessReport', '*'),

  async run({ input, caller }, store, { reports }) {
    await requireManagement(caller, store)
    const job = reports.organizationsJob(caller.accountId, input.JobId)
    if (job === undefined) throw noSuchEntity(`Job with id ${input.JobId} cannot be found.`)
    if (job.outcome.state !== 'made') return statusOf(job)
    const { details } = job.outcome
    const page = pageOf(sortedDetails(details, input.SortKey ?? 'SERVICE_NAMESPACE_ASCENDING'), listQuery(input))
    return {
      ...statusOf(job),
      NumberOfServicesAccessible: details.length,
      NumberOfServicesNotAccessed: details.filter(({ TotalAuthenticatedEntities }) => TotalAuthenticatedEntities === 0)
        .length,
      AccessDetails: page.items,
      ...pagingOutput(page),
    }
  },
})
