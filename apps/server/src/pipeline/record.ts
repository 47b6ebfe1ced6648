/** From what is known of a call to its audit records. */
import { buildRecord, shareRecord } from '../audit/event.ts'
import type { CallFacts } from '../audit/event.ts'
import type { AuditRecord } from '../audit/audit.ts'
import type { ReasonsQuota } from '../audit/reasonsQuota.ts'
import { uuid } from '../domain/ids.ts'
import type { ServiceError } from '../domain/errors.ts'
import type { Random } from '../runtime/random.ts'
import type { Reader } from '../store/store.ts'
import type { Progress } from './stages.ts'

/** How the call ended. */
export type Outcome = { readonly output: unknown } | { readonly error: ServiceError }

/** What records need of the world. */
export interface RecordEffects {
  readonly random: Random
  readonly store: Reader
  /** Owns the records of calls that nobody proved to have made. */
  readonly managementAccountId: string
  /** How many refusals of an account are recorded with all their reasons. */
  readonly reasons: ReasonsQuota
}

const resourcesOf = ({ asks }: Progress, fallback: string): NonNullable<AuditRecord['resources']> => {
  if (asks === undefined || asks === 'exempt') return []
  const named = asks.filter(({ resource }) => resource !== '*')
  const each = named.length < 2 ? named : [...new Map(named.map((ask) => [ask.resource, ask])).values()]
  return each.map(({ resource, resourceAccount, trust }) => ({
    ARN: resource,
    accountId: resourceAccount ?? fallback,
    ...(trust === undefined ? {} : { type: 'AWS::IAM::Role' }),
  }))
}

/** CloudTrail shows the answers of changes, and of the calls that give out credentials; never what was read. */
function shownOutput({ decoded }: Progress, outcome: Outcome): Pick<CallFacts, 'output'> {
  if (!('output' in outcome) || decoded === undefined) return {}
  const issues = typeof outcome.output === 'object' && outcome.output !== null && 'Credentials' in outcome.output
  return decoded.operation.access === 'write' || issues ? { output: decoded.codec.redactOutput(outcome.output) } : {}
}

function errorOf(outcome: Outcome): Pick<CallFacts, 'error'> {
  if (!('error' in outcome)) return {}
  const { code, detail } = outcome.error
  const message = detail.sentence ?? outcome.error.message
  return { error: { code, message, ...(detail.reason === undefined ? {} : { reason: detail.reason }) } }
}

const LEFT_OUT = { omitted: 'Too many refusals in this account: reasons are recorded again when there are fewer.' }

/** The reasoning behind a refusal by policy, as long as the account has not had too many. */
function reasonsOf(outcome: Outcome, accountId: string, { reasons }: RecordEffects): Pick<CallFacts, 'additional'> {
  const decision = 'error' in outcome ? outcome.error.detail.decision : undefined
  if (decision === undefined) return {}
  return { additional: { decision: reasons.take(accountId) ? decision : LEFT_OUT } }
}

/** The one record of a call, in the caller's account. */
export function recordOf(progress: Progress, outcome: Outcome, effects: RecordEffects): AuditRecord {
  const { authenticated, decoded, request, served, signature } = progress
  const caller = authenticated?.caller ?? ('error' in outcome ? outcome.error.detail.signedBy : undefined)
  const recipientAccountId = caller?.accountId ?? effects.managementAccountId
  return buildRecord({
    caller,
    ...(caller === undefined && signature !== undefined ? { claimedAccessKeyId: signature.accessKeyId } : {}),
    request,
    eventSource: served?.service.eventSource ?? 'sts.amazonaws.com',
    eventName: progress.operationName ?? 'Unknown',
    region: signature?.scope.region ?? 'unknown',
    readOnly: decoded?.operation.access !== 'write',
    recipientAccountId,
    eventId: uuid(effects.random),
    ...(decoded === undefined ? {} : { input: decoded.codec.redactInput(decoded.call.input) }),
    ...shownOutput(progress, outcome),
    ...errorOf(outcome),
    ...reasonsOf(outcome, recipientAccountId, effects),
    resources: resourcesOf(progress, recipientAccountId),
  })
}

/** The record, and the resource owner's copy where another account of this organization owns the resource. */
export async function recordsOf(
  progress: Progress,
  outcome: Outcome,
  effects: RecordEffects,
): Promise<readonly AuditRecord[]> {
  const record = recordOf(progress, outcome, effects)
  const owner = record.resources?.find(
    ({ accountId }) => accountId !== undefined && accountId !== record.recipientAccountId,
  )?.accountId
  if (owner === undefined || (await effects.store.accounts.byId(owner)) === undefined) return [record]
  const { random } = effects
  return shareRecord(record, { ownerAccountId: owner, ownerEventId: uuid(random), sharedEventId: uuid(random) })
}
