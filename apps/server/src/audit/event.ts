/** Turns the facts of one finished call into its audit record. Pure. */
import type { AuditRecord } from './audit.ts'
import { foreignIdentity, UNKNOWN_IDENTITY, userIdentity } from './identity.ts'
import { cleanText, redact } from './redact.ts'
import type { Caller } from '../domain/caller.ts'
import { firstHeader, type Received } from '../domain/request.ts'
import { isoSeconds } from '../domain/time.ts'

/** CloudTrail cuts userAgent and errorMessage at 1 KB. Source: "CloudTrail record contents". */
const MAX_SENTENCE = 1_024
const MAX_NAME = 128
const MAX_ARN = 2_048
const MAX_RESOURCES = 100
/** An IPv6 address with its zone. */
const MAX_ADDRESS = 64

/** What the pipeline knows when a call is over. Secrets may be inside: the builder removes them. */
export interface CallFacts {
  /** Undefined: nobody proved who they are. */
  readonly caller: Caller | undefined
  /** The access key id that an unproven request claimed. A claim, not a fact: it goes to additionalEventData. */
  readonly claimedAccessKeyId?: string
  readonly request: Received
  /** `sts.amazonaws.com` */
  readonly eventSource: string
  /** The operation's name, or what an unroutable request called it. */
  readonly eventName: string
  readonly region: string
  readonly readOnly: boolean
  /** The account the record belongs to: the caller's, or the management account where there is no caller. */
  readonly recipientAccountId: string
  /** A fresh UUID: the record's identity, by which a replay is recognised. */
  readonly eventId: string
  /** The decoded input as plain JSON in CloudTrail's spelling, if decoding came that far. */
  readonly input?: Readonly<Record<string, unknown>> | null
  /** The answer, for calls whose answer CloudTrail shows (changes, and the credentials calls of STS). */
  readonly output?: Readonly<Record<string, unknown>> | null
  /** The refusal. `reason` is for the record only. */
  readonly error?: { readonly code: string; readonly message: string; readonly reason?: string }
  readonly resources?: NonNullable<AuditRecord['resources']>
  /** Anything else worth keeping; goes to additionalEventData, secrets removed. */
  readonly additional?: Readonly<Record<string, unknown>>
}

/** Brevet's extension of the record: which session signed, which one it came from, and where the chain began. */
function sessionFacts(caller: Caller | undefined): object {
  if (caller?.credential.type !== 'session') return {}
  const { id, parentSessionId, sourceAccessKeyId, chainDepth } = caller.credential.session
  return { sessionId: id, ...(parentSessionId === undefined ? {} : { parentSessionId }), sourceAccessKeyId, chainDepth }
}

function additionalEventData(facts: CallFacts): Readonly<Record<string, unknown>> {
  const { claimedAccessKeyId, error } = facts
  return {
    ...(facts.additional === undefined ? {} : redact(facts.additional)),
    ...sessionFacts(facts.caller),
    ...(claimedAccessKeyId === undefined ? {} : { claimedAccessKeyId: cleanText(claimedAccessKeyId, MAX_NAME) }),
    ...(error?.reason === undefined ? {} : { reason: cleanText(error.reason, MAX_SENTENCE) }),
    secureTransport: facts.request.secureTransport,
  }
}

const shown = (members: CallFacts['input']): AuditRecord['requestParameters'] => (members ? redact(members) : null)

function errorFields({ error }: CallFacts): Pick<AuditRecord, 'errorCode' | 'errorMessage'> {
  if (error === undefined) return {}
  return { errorCode: cleanText(error.code, MAX_NAME), errorMessage: cleanText(error.message, MAX_SENTENCE) }
}

function resourceFields({ resources }: CallFacts): Pick<AuditRecord, 'resources'> {
  if (resources === undefined || resources.length === 0) return {}
  return {
    resources: resources.slice(0, MAX_RESOURCES).map((item) => ({ ...item, ARN: cleanText(item.ARN, MAX_ARN) })),
  }
}

/**
 * The CloudTrail record of one call. Never throws on what a client sent; every text from outside is bounded and free of
 * credentials. Source: CloudTrail user guide, "CloudTrail record contents for management, data, and network activity events".
 */
export function buildRecord(facts: CallFacts): AuditRecord {
  const { caller, request } = facts
  return {
    eventVersion: '1.11',
    userIdentity: caller === undefined ? UNKNOWN_IDENTITY : userIdentity(caller),
    eventTime: isoSeconds(request.receivedAtMs),
    eventSource: facts.eventSource,
    eventName: cleanText(facts.eventName, MAX_NAME),
    awsRegion: cleanText(facts.region, MAX_NAME),
    sourceIPAddress: cleanText(request.sourceIp, MAX_ADDRESS),
    userAgent: cleanText(firstHeader(request, 'user-agent') ?? '', MAX_SENTENCE),
    ...errorFields(facts),
    requestParameters: shown(facts.input),
    responseElements: facts.error === undefined ? shown(facts.output) : null,
    additionalEventData: additionalEventData(facts),
    requestID: request.requestId,
    eventID: facts.eventId,
    readOnly: facts.readOnly,
    ...resourceFields(facts),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: facts.recipientAccountId,
    eventCategory: 'Management',
  }
}

/** Where the second record of a cross-account call goes, and the ids it needs (fresh UUIDs). */
export interface Sharing {
  /** The account that owns the resource. */
  readonly ownerAccountId: string
  readonly ownerEventId: string
  readonly sharedEventId: string
}

/**
 * Both records of a cross-account call: the caller's, and the resource owner's. The owner sees account and principal id
 * of the caller (type AWSAccount), never its names, sessions or the reason of a refusal, which may tell of foreign policies.
 * Source: CloudTrail user guide, "sharedEventID"; IAM user guide, "Logging IAM and AWS STS API calls with AWS CloudTrail".
 */
export function shareRecord(record: AuditRecord, sharing: Sharing): readonly [AuditRecord, AuditRecord] {
  const shared = { ...record, sharedEventID: sharing.sharedEventId }
  const owners: AuditRecord = {
    ...shared,
    userIdentity: foreignIdentity(record.userIdentity),
    eventID: sharing.ownerEventId,
    recipientAccountId: sharing.ownerAccountId,
    additionalEventData: { secureTransport: record.additionalEventData?.['secureTransport'] },
  }
  return [shared, owners]
}
