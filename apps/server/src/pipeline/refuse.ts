/** The other end of the column: whatever was thrown becomes one refusal, audited and in the protocol's own words. */
import { AuditUnavailable } from '../audit/audit.ts'
import type { AnonymousRefusals } from '../audit/anonymous.ts'
import type { AuditLog } from '../audit/audit.ts'
import { ServiceError } from '../domain/errors.ts'
import type { Encoded } from '../protocol/protocol.ts'
import type { Log } from '../runtime/log.ts'
import { StoreUnavailable } from '../store/errors.ts'
import { recordOf, recordsOf } from './record.ts'
import type { RecordEffects } from './record.ts'
import { replyTo } from './reply.ts'
import type { ServiceTable } from './route.ts'
import type { Progress } from './stages.ts'

/** What refusing needs of the world. */
export interface RefuseEffects {
  readonly services: ServiceTable
  readonly audit: AuditLog
  readonly anonymous: AnonymousRefusals
  readonly records: RecordEffects
  readonly log: Log
  /** For errors that strangers can cause again and again. */
  readonly sparingError: Log['error']
}

const unavailable = (reason: string): ServiceError =>
  new ServiceError('ServiceUnavailable', 'The service is temporarily unable to handle the request. Please try again.', {
    reason,
  })

const INTERNAL_FAILURE = 'InternalFailure'

/** Whatever was thrown, as an error that can be looked at: some throw when they are read, some are no errors at all. */
function readable(thrown: unknown): Error {
  try {
    if (!(thrown instanceof Error)) return new Error(`thrown: a value of type ${typeof thrown}`)
    return typeof thrown.message === 'string' && typeof thrown.stack === 'string'
      ? thrown
      : new Error('thrown: half an error')
  } catch {
    return new Error('thrown: something that cannot be read')
  }
}

/** One error type at the edge: what is not a ServiceError that the protocol knows tells the caller, and the record, nothing. */
function toServiceError(
  thrown: Error,
  progress: Progress,
  { log, services, sparingError }: RefuseEffects,
): ServiceError {
  const { protocol } = progress.served ?? services.fallback
  if (thrown instanceof ServiceError && protocol.describeError(thrown).code !== INTERNAL_FAILURE) return thrown
  const requestId = progress.request.requestId
  if (thrown instanceof AuditUnavailable || thrown instanceof StoreUnavailable) {
    sparingError({ requestId, err: thrown }, 'refused: cannot read or record')
    return unavailable(thrown.name)
  }
  log.error({ requestId, err: thrown, operation: progress.operationName }, 'unexpected failure')
  return new ServiceError(
    INTERNAL_FAILURE,
    'The request processing has failed because of an unknown error, exception or failure.',
  )
}

/**
 * Records a refusal: a known caller's on its own and durably, anybody else's in bounded, aggregated form. Whoever has a
 * credential that is good for nothing any more is named, but can write no more than a stranger.
 */
async function note(progress: Progress, error: ServiceError, effects: RefuseEffects): Promise<void> {
  if (progress.authenticated === undefined)
    await effects.anonymous.refuse(recordOf(progress, { error }, effects.records))
  else await effects.audit.append(await recordsOf(progress, { error }, effects.records))
}

/** The answer to a request that failed with `thrown`. Never rejects. */
export async function refuse(thrown: unknown, progress: Progress, effects: RefuseEffects): Promise<Encoded> {
  const cause = readable(thrown)
  let error = toServiceError(cause, progress, effects)
  try {
    // When the log is what failed, there is nowhere to record it: the operator reads it in the process log.
    if (!(cause instanceof AuditUnavailable)) await note(progress, error, effects)
  } catch (failure) {
    error = toServiceError(readable(failure), progress, effects)
  }
  const served = progress.served ?? effects.services.fallback
  return served.protocol.encodeError(error, replyTo(progress.request))
}
