/** Which uses an audit record tells of. Pure. */
import { findAction } from '@brevet/policy/data'
import type { AuditRecord } from '../../audit/index.ts'
import { epochMsOf } from '../../domain/time.ts'
import type { Use } from '../../store/usage.ts'

const HOST = '.amazonaws.com'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined

/** The principal that acted: the user's or role's unique id, the account's id for its root user. Federated users are nobody's. */
function principalOf({ userIdentity }: AuditRecord): string | undefined {
  const { type, principalId, sessionContext } = userIdentity
  if (type === 'AssumedRole') return text(member(member(sessionContext, 'sessionIssuer'), 'principalId'))
  return type === 'IAMUser' || type === 'Root' ? text(principalId) : undefined
}

/** What was called: the service, and the action where it is one that AWS has (others could be made up without end). */
function calledIn({ eventName }: AuditRecord, service: string): readonly string[] {
  const action = `${service}:${eventName}`
  return findAction(action)?.id === action ? [service, action] : [service]
}

/**
 * The uses in one record: of the long-term key that signed, of the principal, and of its account. Refused calls count as
 * others do. Nothing for calls that nobody proved to have made, and for the copies that owners of foreign resources get.
 * Sources: IAM user guide, "Refine permissions using last accessed information" (all attempts count, denied ones too),
 * IAM API reference, AccessKeyLastUsed, RoleLastUsed.
 */
export function usesOf(record: AuditRecord): readonly Use[] {
  const { userIdentity, awsRegion: region, eventSource } = record
  const key = text(userIdentity['accessKeyId'])
  const accountId = text(userIdentity['accountId'])
  const atMs = epochMsOf(record.eventTime)
  if (key === undefined || accountId === undefined || Number.isNaN(atMs)) return []
  const service = eventSource.endsWith(HOST) ? eventSource.slice(0, -HOST.length) : eventSource
  const of = (subject: string, what: readonly string[]): Use[] =>
    what.map((each) => ({ subject, what: each, atMs, region, service }))
  const principal = principalOf(record)
  return [
    // Keys of sessions are not asked about: GetAccessKeyLastUsed is for long-term keys.
    ...(userIdentity['sessionContext'] === undefined ? of(key, ['']) : []),
    ...(principal === undefined ? [] : of(principal, ['', ...calledIn(record, service)])),
    ...of(`account:${accountId}`, [service]),
  ]
}
