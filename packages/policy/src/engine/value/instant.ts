/** Instants: the W3C profile of ISO 8601, or epoch seconds, as epoch milliseconds (rule 2.2). */

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const DAY_MS = 86_400_000
const DASH = 0x2d
const COLON = 0x3a
const POINT = 0x2e

/** Epoch milliseconds of `text`, finer fractions cut off; NaN if it is neither form. Four digits are a year. */
export function readInstant(text: string): number {
  const { length } = text
  if (length === 4 || text.charCodeAt(4) === DASH) return readIso(text)
  return length > 0 && length <= 12 ? digits(text, 0, length) * 1000 : Number.NaN
}

/** The number written in `count` digits from `at`; NaN where there is no digit. */
function digits(text: string, at: number, count: number): number {
  let number = 0
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 0x30
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

function readIso(text: string): number {
  const { length } = text
  const year = digits(text, 0, 4)
  const month = length > 4 ? digits(text, 5, 2) : 1
  const day = length > 7 ? (text.charCodeAt(7) === DASH ? digits(text, 8, 2) : Number.NaN) : 1
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return Number.NaN
  const date = daysSinceEpoch(year, month, day) * DAY_MS
  if (length === 4 || length === 7 || length === 10) return date
  return length > 10 && text[10] === 'T' ? date + readTime(text) : Number.NaN
}

/** Milliseconds of `hh:mm[:ss[.f]]` and its zone from offset 11 on; NaN if malformed. */
function readTime(text: string): number {
  const hour = digits(text, 11, 2)
  const minute = text.charCodeAt(13) === COLON ? digits(text, 14, 2) : Number.NaN
  if (!(hour <= 23 && minute <= 59)) return Number.NaN
  let at = 16
  let milliseconds = 0
  if (text.charCodeAt(at) === COLON) {
    const second = digits(text, 17, 2)
    if (!(second <= 59)) return Number.NaN
    milliseconds = second * 1000
    at = 19
    if (text.charCodeAt(at) === POINT) {
      let end = at + 1
      while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end += 1
      if (end - at < 2 || end - at > 10) return Number.NaN
      const given = Math.min(end - at - 1, 3)
      milliseconds += digits(text, at + 1, given) * 10 ** (3 - given)
      at = end
    }
  }
  return (hour * 60 + minute - readZone(text, at)) * 60_000 + milliseconds
}

/** Minutes of `Z` or `+hh:mm` at `at`, which must end the text; NaN if malformed. */
function readZone(text: string, at: number): number {
  const sign = text[at]
  if (sign === 'Z') return text.length === at + 1 ? 0 : Number.NaN
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON) return Number.NaN
  const hours = digits(text, at + 1, 2)
  const minutes = digits(text, at + 4, 2)
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && leap ? 1 : 0)
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras of years that start in March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
