/** GetServiceLastAccessedDetails and GetServiceLastAccessedDetailsWithEntities. Source: IAM API reference, operations of the same names. */
import { findService } from '@brevet/policy/data'
import type {
  EntityDetails,
  GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetailsResponse,
  GetServiceLastAccessedDetailsWithEntitiesRequest,
  GetServiceLastAccessedDetailsWithEntitiesResponse,
} from '../../../protocol/types/iam.generated.ts'
import { type Effects, readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { invalidInput, noSuchEntity } from '../entityErrors.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import type { AccessJob, AccessReport } from './accessJob.ts'

/** The model demands a completion date; AWS leaves it out while the job is under way. */
type Unfinished<T> = Omit<T, 'JobCompletionDate'> & { readonly JobCompletionDate?: number }

/** The account's own job. Throws NoSuchEntity, the same for an unknown job and for another account's. */
function requireJob(id: string, accountId: string, { reports }: Effects): AccessJob {
  const job = reports.job(accountId, id)
  if (job === undefined) throw noSuchEntity(`Job with id ${id} cannot be found.`)
  return job
}

const FAILED = { Error: { Code: 'ServiceFailure', Message: 'The report could not be made. Generate another.' } }

function statusOf({ createdAtMs, outcome }: AccessJob) {
  switch (outcome.state) {
    case 'making':
      return { JobStatus: 'IN_PROGRESS', JobCreationDate: createdAtMs } as const
    case 'failed':
      return {
        JobStatus: 'FAILED',
        JobCreationDate: createdAtMs,
        JobCompletionDate: outcome.atMs,
        ...FAILED,
      } as const
    case 'made':
      return { JobStatus: 'COMPLETED', JobCreationDate: createdAtMs, JobCompletionDate: outcome.atMs } as const
  }
}

/** The status of a report and, once it is made, its services in the order of their namespaces. */
export const getServiceLastAccessedDetails = readOperation<
  GetServiceLastAccessedDetailsRequest,
  Unfinished<GetServiceLastAccessedDetailsResponse>
>({
  name: 'GetServiceLastAccessedDetails',

  authorize: () => ask('iam:GetServiceLastAccessedDetails', '*'),

  run({ input, caller: { accountId } }, _store, effects) {
    const job = requireJob(input.JobId, accountId, effects)
    const services = job.outcome.state === 'made' ? job.outcome.report.services : []
    const page = pageOf(services, listQuery(input))
    return {
      ...statusOf(job),
      JobType: job.granularity,
      ServicesLastAccessed: page.items,
      ...pagingOutput(page),
    }
  },
})

/** Who could have accessed the service, the most recent first, those who never did last. */
function entitiesOf({ accessed, members }: AccessReport, namespace: string): readonly EntityDetails[] {
  const details = members.map((EntityInfo): EntityDetails => {
    const atMs = accessed.get(`${EntityInfo.Id} ${namespace}`)
    return atMs === undefined ? { EntityInfo } : { EntityInfo, LastAuthenticated: atMs }
  })
  return details.toSorted((one, other) => (other.LastAuthenticated ?? 0) - (one.LastAuthenticated ?? 0))
}

/** The users and roles of a report that could have accessed one service. */
export const getServiceLastAccessedDetailsWithEntities = readOperation<
  GetServiceLastAccessedDetailsWithEntitiesRequest,
  Unfinished<GetServiceLastAccessedDetailsWithEntitiesResponse>
>({
  name: 'GetServiceLastAccessedDetailsWithEntities',

  authorize: () => ask('iam:GetServiceLastAccessedDetailsWithEntities', '*'),

  run({ input, caller: { accountId } }, _store, effects) {
    const { JobId, ServiceNamespace: namespace } = input
    const job = requireJob(JobId, accountId, effects)
    if (findService(namespace) === undefined) throw invalidInput(`There is no service with namespace ${namespace}.`)
    const report = job.outcome.state === 'made' ? job.outcome.report : undefined
    const granted = report?.services.some(({ ServiceNamespace }) => ServiceNamespace === namespace) ?? false
    const page = pageOf(report !== undefined && granted ? entitiesOf(report, namespace) : [], listQuery(input))
    return { ...statusOf(job), EntityDetailsList: page.items, ...pagingOutput(page) }
  },
})
