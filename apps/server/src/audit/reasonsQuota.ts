/** Keeps callers who are refused again and again from filling the disk: so many refusals are recorded with all their reasons. */
import { TokenBuckets, type BucketLimits } from './tokenBuckets.ts'
import type { Clock } from '../runtime/clock.ts'

/** Says yes once for each refusal that may be recorded with its reasons. */
export interface ReasonsQuota {
  /** For one refusal in `accountId`'s records. */
  take(accountId: string): boolean
}

/**
 * What holds where nothing else is asked for: the reasons of one refusal take 10 KiB at most (and 2 KiB as a rule), so all
 * accounts together add at most 2.4 MiB a minute and one account 0.6 MiB. Refusals beyond that are recorded without.
 */
export const REASONS_LIMITS: BucketLimits = {
  perMinute: 240,
  burst: 1_200,
  perPrefixPerMinute: 60,
  perPrefixBurst: 300,
  prefixes: 1_024,
}

/** A quota that counts accounts in bounded memory. */
export const newReasonsQuota = (clock: Clock, limits: BucketLimits = REASONS_LIMITS): ReasonsQuota =>
  new TokenBuckets(clock, limits)
