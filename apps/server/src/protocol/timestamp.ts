/** Times as clients write them, to epoch milliseconds. Reads no clock. */

const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})T(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?(?:Z|(?<sign>[+\-])(?<offsetHour>\d{2}):(?<offsetMinute>\d{2}))$/v
const HTTP =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2}) GMT$/v
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

interface CivilTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0)

/** Days from 1970-01-01 in the proleptic Gregorian calendar. */
function epochDay(year: number, month: number, day: number): number {
  const before = year - 1
  const yearDays = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  let monthDays = 0
  for (let each = 1; each < month; each += 1) monthDays += daysIn(year, each)
  return yearDays + monthDays + day - 719_163
}

/** Epoch milliseconds of a UTC time, or undefined where there is no such day or time (no second 60, no hour 24). */
function epochMs({ year, month, day, hour, minute, second }: CivilTime): number | undefined {
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  if (!exists || hour > 23 || minute > 59 || second > 59) return undefined
  return ((epochDay(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000
}

const numeric = (groups: Readonly<Record<string, string | undefined>>, name: string): number =>
  Number(groups[name] ?? 0)

const clockOf = (groups: Readonly<Record<string, string | undefined>>) => ({
  year: numeric(groups, 'year'),
  day: numeric(groups, 'day'),
  hour: numeric(groups, 'hour'),
  minute: numeric(groups, 'minute'),
  second: numeric(groups, 'second'),
})

/** `2026-11-22T01:38:04.5Z` or with an offset such as `+01:00`; finer than milliseconds is cut. Source: RFC 3339 section 5.6. */
export function parseIso8601(text: string): number | undefined {
  const groups = ISO.exec(text)?.groups
  if (groups === undefined) return undefined
  const utc = epochMs({ ...clockOf(groups), month: numeric(groups, 'month') })
  const offsetHour = numeric(groups, 'offsetHour')
  const offsetMinute = numeric(groups, 'offsetMinute')
  if (utc === undefined || offsetHour > 23 || offsetMinute > 59) return undefined
  const offset = (offsetHour * 60 + offsetMinute) * 60_000 * (groups['sign'] === '-' ? -1 : 1)
  return utc - offset + Number((groups['fraction'] ?? '').padEnd(3, '0').slice(0, 3))
}

/** `Sun, 22 Nov 2026 01:38:04 GMT`. Source: RFC 9110 section 5.6.7, IMF-fixdate. */
export function parseHttpDate(text: string): number | undefined {
  const groups = HTTP.exec(text)?.groups
  if (groups === undefined) return undefined
  return epochMs({ ...clockOf(groups), month: MONTHS.indexOf(groups['month'] ?? '') + 1 })
}
