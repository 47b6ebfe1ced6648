/** Time at the wire. Inside, time is epoch milliseconds (UTC). */

// oxlint-disable no-restricted-globals -- converts given instants only; reads no clock

/** Printed days by their number: a request prints three or four times of one or two days (1 us saved on each). */
const days = new Map<number, string>()
const MAX_DAYS = 64
const DAY_SECONDS = 86_400

function printedDay(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  // 11 characters, more before year 0 and after 9999: everything up to the time of day.
  const text = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, -'00:00:00.000Z'.length)
  if (days.size >= MAX_DAYS) days.clear()
  days.set(day, text)
  return text
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value))

/**
 * `2026-11-22T01:38:04Z`: whole seconds, rounded down, as AWS's query services print time. Throws RangeError for what
 * is no time.
 */
export function isoSeconds(epochMs: number): string {
  const seconds = Math.floor(epochMs / 1000)
  const day = Math.floor(seconds / DAY_SECONDS)
  const rest = seconds - day * DAY_SECONDS
  const time = `${twoDigits(Math.floor(rest / 3600))}:${twoDigits(Math.floor(rest / 60) % 60)}:${twoDigits(rest % 60)}`
  return `${printedDay(day)}${time}Z`
}

/** `2026-11-22T01:38:04.123Z` */
export const isoMilliseconds = (epochMs: number): string => new Date(epochMs).toISOString()

/** The `Date` header's form: `Sun, 22 Nov 2026 01:38:04 GMT`. Source: RFC 9110 section 5.6.7. */
export const httpDate = (epochMs: number): string => new Date(epochMs).toUTCString()

/** The instant of a time that `isoSeconds` or `isoMilliseconds` printed, UTC epoch milliseconds; NaN for any other text. */
export const epochMsOf = (printed: string): number => Date.parse(printed)
