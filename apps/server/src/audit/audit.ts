/** What the rest of the server needs of the audit log. */

/** CloudTrail's `userIdentity` element. Source: CloudTrail user guide, "CloudTrail userIdentity element". */
export type UserIdentity = Readonly<Record<string, unknown>> & { readonly type: string }

/**
 * One record in CloudTrail's shape, secrets already removed.
 * Source: CloudTrail user guide, "CloudTrail record contents for management, data, and network activity events".
 */
export interface AuditRecord {
  readonly eventVersion: '1.11'
  readonly userIdentity: UserIdentity
  /** ISO-8601, whole seconds, UTC. */
  readonly eventTime: string
  /** `sts.amazonaws.com`, `iam.amazonaws.com`, ... */
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: Readonly<Record<string, unknown>> | null
  readonly additionalEventData?: Readonly<Record<string, unknown>>
  readonly requestID: string
  readonly eventID: string
  readonly readOnly: boolean
  readonly resources?: readonly { readonly ARN: string; readonly accountId?: string; readonly type?: string }[]
  readonly eventType: 'AwsApiCall'
  readonly managementEvent: true
  readonly recipientAccountId: string
  /** The same on both records of a cross-account call. */
  readonly sharedEventID?: string
  readonly eventCategory: 'Management'
}

/** The log cannot take records now (no space, or the volume is read-only): answer 503 and try again later. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

/** An append-only, hash-chained, group-committed log. */
export interface AuditLog {
  /**
   * Resolves when every record is durable (written and fdatasync'ed), all of them or none. Rejects with AuditUnavailable
   * within 1 s when there is no room. A failed fsync never returns: the process exits.
   */
  append(records: readonly AuditRecord[]): Promise<void>
  /** True while appends can be expected to succeed. */
  writable(): boolean
  /** Flushes and closes. */
  close(): Promise<void>
}
