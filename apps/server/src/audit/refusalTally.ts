/** Counts refusals by source prefix and error code, in bounded memory. Pure. */
import { isIPv4, isIPv6 } from 'node:net'
import { isoSeconds } from '../domain/time.ts'

/** Distinct sources counted, and how many of them a summary names. */
const MAX_SOURCES = 1_000
const NAMED_SOURCES = 10
const MAX_CODES = 16
const OTHER = 'other'

/** The network that refusals are counted by: /24 of IPv4 (also when mapped into IPv6), /48 of IPv6, `unknown` for other texts. */
export function addressPrefix(address: string): string {
  const mapped = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : address
  if (isIPv4(mapped)) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(address)) return 'unknown'
  const [front = '', back] = address.toLowerCase().split('::')
  const groups = front === '' ? [] : front.split(':')
  // `::` stands for as many zeros as make eight groups.
  const backGroups = back === undefined || back === '' ? [] : back.split(':')
  const zeros = back === undefined ? 0 : 8 - groups.length - backGroups.length
  const all = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...backGroups]
  return `${all
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/48`
}

/** What a summary says. */
export interface TallyFacts {
  readonly commonestCode: string
  /** The prefix, where there was only one. */
  readonly onlySource: string | undefined
  readonly detail: Readonly<Record<string, unknown>>
}

const descending = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...counts].sort((a, b) => b[1] - a[1])

function increase(
  counts: Map<string, number>,
  key: string,
  by: { readonly count: number; readonly limit: number },
): void {
  const kept = counts.has(key) || counts.size < by.limit ? key : OTHER
  counts.set(kept, (counts.get(kept) ?? 0) + by.count)
}

/** Counts of one interval. */
export class RefusalTally {
  readonly #sources = new Map<string, number>()
  readonly #codes = new Map<string, number>()
  #total = 0
  #firstAtMs = Infinity
  #lastAtMs = 0

  get total(): number {
    return this.#total
  }

  /** Counts one refusal at `atMs` (UTC epoch milliseconds). `code` is one of our error codes, `prefix` an addressPrefix. */
  count(prefix: string, code: string, atMs: number): void {
    increase(this.#sources, prefix, { count: 1, limit: MAX_SOURCES })
    increase(this.#codes, code, { count: 1, limit: MAX_CODES })
    this.#total += 1
    this.#firstAtMs = Math.min(this.#firstAtMs, atMs)
    this.#lastAtMs = Math.max(this.#lastAtMs, atMs)
  }

  /** Adds the counts of another interval. */
  add(other: RefusalTally): void {
    for (const [prefix, count] of other.#sources) increase(this.#sources, prefix, { count, limit: MAX_SOURCES })
    for (const [code, count] of other.#codes) increase(this.#codes, code, { count, limit: MAX_CODES })
    this.#total += other.#total
    this.#firstAtMs = Math.min(this.#firstAtMs, other.#firstAtMs)
    this.#lastAtMs = Math.max(this.#lastAtMs, other.#lastAtMs)
  }

  /** The counts in words that fit a record; only for a tally that has counted something. */
  facts(): TallyFacts {
    const sources = descending(this.#sources)
    const codes = descending(this.#codes)
    return {
      commonestCode: codes[0]?.[0] ?? OTHER,
      onlySource: sources.length === 1 ? sources[0]?.[0] : undefined,
      detail: {
        count: this.#total,
        codes: Object.fromEntries(codes),
        sources: Object.fromEntries(sources.slice(0, NAMED_SOURCES)),
        distinctSources: sources.length,
        distinctSourcesCapped: this.#sources.has(OTHER),
        firstTime: isoSeconds(this.#firstAtMs),
        lastTime: isoSeconds(this.#lastAtMs),
      },
    }
  }
}
