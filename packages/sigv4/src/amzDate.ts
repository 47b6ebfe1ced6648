/** The two date formats of signed requests, read strictly and without the ambient clock. Times are epoch milliseconds. */

const basic = /^([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z$/
const http = /^([A-Z][a-z]{2}), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) (?:GMT|-0000)$/
const weekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const dayMs = 86_400_000

interface CivilTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function monthLength(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthLengths[month - 1] ?? 0)
}

/** Days since 1970-01-01, counting years from March so that the leap day comes last. */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return (
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    719_468
  )
}

function toMs(time: CivilTime): number | undefined {
  if (time.year < 1970 || time.day < 1 || time.day > monthLength(time.year, time.month)) return undefined
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return undefined
  return dayNumber(time.year, time.month, time.day) * dayMs + ((time.hour * 60 + time.minute) * 60 + time.second) * 1000
}

/** Reads `YYYYMMDDTHHMMSSZ`. Returns undefined for any other spelling and for moments the calendar does not have
 *  (30 February, hour 24, second 60). */
export function parseAmzDate(text: string): number | undefined {
  const match = basic.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  return toMs({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  })
}

/** Reads an HTTP date such as `Sun, 30 Aug 2015 12:36:00 GMT`, weekday included (botocore writes `-0000` for `GMT`), as strictly as {@link parseAmzDate}. */
export function parseHttpDate(text: string): number | undefined {
  const match = http.exec(text)
  if (match === null) return undefined
  const [, weekday, day, monthName = '', year, hour, minute, second] = match
  const ms = toMs({
    year: Number(year),
    month: months.indexOf(monthName) + 1,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  })
  return ms !== undefined && weekdays[Math.floor(ms / dayMs) % 7] === weekday ? ms : undefined
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

/** Writes epoch milliseconds (1970 to 9999, fractions of a second dropped) as `YYYYMMDDTHHMMSSZ`. */
export function formatAmzDate(ms: number): string {
  const days = Math.floor(ms / dayMs)
  const seconds = Math.floor((ms - days * dayMs) / 1000)
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const clock = pad(Math.floor(seconds / 3600)) + pad(Math.floor(seconds / 60) % 60) + pad(seconds % 60)
  return `${pad(year, 4)}${pad(month)}${pad(day)}T${clock}Z`
}
