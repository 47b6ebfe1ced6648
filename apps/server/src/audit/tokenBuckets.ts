/** Token buckets: one for everybody, one per source prefix, in bounded memory. */
import type { Clock } from '../runtime/clock.ts'

/** Rates per minute and burst sizes. */
export interface BucketLimits {
  readonly perMinute: number
  readonly burst: number
  readonly perPrefixPerMinute: number
  readonly perPrefixBurst: number
  /** Prefixes remembered at a time; the one longest unused is forgotten (the common bucket still holds). */
  readonly prefixes: number
}

const MINUTE_MS = 60_000

/** Tokens at a moment (monotonic milliseconds). */
interface Level {
  readonly tokens: number
  readonly atMs: number
}

const refilled = (
  level: Level,
  nowMs: number,
  rate: { readonly perMinute: number; readonly burst: number },
): Level => ({
  tokens: Math.min(rate.burst, level.tokens + ((nowMs - level.atMs) / MINUTE_MS) * rate.perMinute),
  atMs: nowMs,
})

/** Gives one token per event while both the common bucket and the prefix's own have one. */
export class TokenBuckets {
  readonly #clock: Clock
  readonly #limits: BucketLimits
  readonly #prefixes = new Map<string, Level>()
  #common: Level

  constructor(clock: Clock, limits: BucketLimits) {
    this.#clock = clock
    this.#limits = limits
    this.#common = { tokens: limits.burst, atMs: clock.monotonicMs() }
  }

  /** True, and a token gone from both buckets; or false, and nothing gone. */
  take(prefix: string): boolean {
    const nowMs = this.#clock.monotonicMs()
    const { perPrefixPerMinute, perPrefixBurst, prefixes } = this.#limits
    const fresh = { tokens: perPrefixBurst, atMs: nowMs }
    const own = refilled(this.#prefixes.get(prefix) ?? fresh, nowMs, {
      perMinute: perPrefixPerMinute,
      burst: perPrefixBurst,
    })
    this.#common = refilled(this.#common, nowMs, this.#limits)
    const granted = own.tokens >= 1 && this.#common.tokens >= 1
    // Deleted and set again, so that the map's order is the order of use.
    this.#prefixes.delete(prefix)
    this.#prefixes.set(prefix, granted ? { ...own, tokens: own.tokens - 1 } : own)
    if (granted) this.#common = { ...this.#common, tokens: this.#common.tokens - 1 }
    const [oldest] = this.#prefixes.keys()
    if (this.#prefixes.size > prefixes && oldest !== undefined) this.#prefixes.delete(oldest)
    return granted
  }
}
