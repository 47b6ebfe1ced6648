/** Keeps outsiders from filling the disk: refusals of callers without a good credential are written at a bounded rate, the rest is counted. */
import { AuditUnavailable, type AuditLog, type AuditRecord } from './audit.ts'
import { UNKNOWN_IDENTITY } from './identity.ts'
import { asciiJson } from './line.ts'
import { addressPrefix, RefusalTally } from './refusalTally.ts'
import { TokenBuckets } from './tokenBuckets.ts'
import { uuid } from '../domain/ids.ts'
import { isoSeconds } from '../domain/time.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Random } from '../runtime/random.ts'

/** Rates per minute, bursts in records, sizes in bytes, times in milliseconds. */
export interface AnonymousLimits {
  readonly perMinute: number
  readonly burst: number
  readonly perPrefixPerMinute: number
  readonly perPrefixBurst: number
  /** Prefixes remembered at a time. */
  readonly prefixes: number
  /** A longer record is counted instead of written. */
  readonly recordBytes: number
  readonly summaryEveryMs: number
}

/**
 * What holds where nothing else is asked for. Outsiders can make the log grow by at most
 * (burst + perMinute + 1) x 4 KiB = 164 KiB in their first minute and (perMinute + 1) x 4 KiB = 44 KiB in each later one: 62 MiB a day.
 */
export const ANONYMOUS_LIMITS: AnonymousLimits = {
  perMinute: 10,
  burst: 30,
  perPrefixPerMinute: 2,
  perPrefixBurst: 5,
  prefixes: 4_096,
  recordBytes: 3_840,
  summaryEveryMs: 60_000,
}

/** What the aggregation needs of the world. */
export interface AnonymousEffects {
  readonly log: Pick<AuditLog, 'append' | 'writable'>
  readonly clock: Clock
  readonly random: Random
  /** Names the summary's `awsRegion`. */
  readonly region: string
  /** The account that summaries belong to: the management account. */
  readonly recipientAccountId: string
  readonly limits?: Partial<AnonymousLimits>
}

/** Longest texts of a record that an outsider shaped, in UTF-16 units; each may become 6 bytes in the log. */
const MAX_OUTSIDE_TEXT = 120

const short = (text: string): string =>
  text.length > MAX_OUTSIDE_TEXT ? `${text.slice(0, MAX_OUTSIDE_TEXT)}...` : text

/** The same record with outside texts cut short and parameters left out: nobody vouches for them. */
const bounded = (record: AuditRecord): AuditRecord => ({
  ...record,
  userAgent: short(record.userAgent),
  eventName: short(record.eventName),
  ...(record.errorMessage === undefined ? {} : { errorMessage: short(record.errorMessage) }),
  requestParameters: null,
  responseElements: null,
})

/** Audits the refusals of callers whose credential is good for nothing. Calls signed by a valid one never come here. */
export class AnonymousRefusals {
  readonly #effects: AnonymousEffects
  readonly #limits: AnonymousLimits
  readonly #buckets: TokenBuckets
  readonly #ticker: NodeJS.Timeout
  #tally: RefusalTally

  constructor(effects: AnonymousEffects) {
    this.#effects = effects
    this.#limits = { ...ANONYMOUS_LIMITS, ...effects.limits }
    this.#buckets = new TokenBuckets(effects.clock, this.#limits)
    this.#tally = new RefusalTally()
    this.#ticker = setInterval(() => void this.#summarise(), this.#limits.summaryEveryMs).unref()
  }

  /**
   * Audits one refusal (from buildRecord): resolves when it is durable, or at once when it is only counted.
   * What a record cannot show within `recordBytes` is cut. Rejects with AuditUnavailable when the log takes nothing.
   */
  async refuse(record: AuditRecord): Promise<void> {
    if (!this.#effects.log.writable()) throw new AuditUnavailable('The audit log takes no records')
    const prefix = addressPrefix(record.sourceIPAddress)
    const shortened = bounded(record)
    if (asciiJson(shortened).length <= this.#limits.recordBytes && this.#buckets.take(prefix))
      return this.#effects.log.append([shortened])
    this.#tally.count(prefix, short(record.errorCode ?? 'none'), this.#effects.clock.nowMs())
  }

  /** Writes the counts so far and stops; call it before the log is closed. Rejects as AuditLog.append. */
  async close(): Promise<void> {
    clearInterval(this.#ticker)
    await this.#write()
  }

  async #summarise(): Promise<void> {
    try {
      await this.#write()
    } catch (error) {
      // The counts were kept: the next summary has them. The log itself has told its operator.
      if (!(error instanceof AuditUnavailable)) throw error
    }
  }

  async #write(): Promise<void> {
    const tally = this.#tally
    if (tally.total === 0) return
    this.#tally = new RefusalTally()
    try {
      await this.#effects.log.append([this.#summary(tally)])
    } catch (error) {
      this.#tally.add(tally)
      throw error
    }
  }

  #summary(tally: RefusalTally): AuditRecord {
    const { clock, random, region, recipientAccountId } = this.#effects
    const facts = tally.facts()
    return {
      eventVersion: '1.11',
      userIdentity: UNKNOWN_IDENTITY,
      eventTime: isoSeconds(clock.nowMs()),
      eventSource: 'brevet.amazonaws.com',
      eventName: 'AnonymousRefusals',
      awsRegion: region,
      sourceIPAddress: facts.onlySource ?? 'multiple',
      userAgent: '',
      errorCode: facts.commonestCode,
      errorMessage: `${tally.total} further requests without a valid signature were refused`,
      requestParameters: null,
      responseElements: null,
      additionalEventData: facts.detail,
      requestID: uuid(random),
      eventID: uuid(random),
      readOnly: true,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId,
      eventCategory: 'Management',
    }
  }
}
