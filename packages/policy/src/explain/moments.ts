/** Instants printed as policies write them. */

const DAY_MS = 86_400_000
/** Days from 0000-03-01 to 1970-01-01. */
const ERA_OFFSET = 719_468

const two = (number: number): string => String(number).padStart(2, '0')

/** `2026-01-31T23:59:59Z` for epoch milliseconds (whole seconds); undefined outside the years 0 to 9999. */
export function isoSeconds(ms: number): string | undefined {
  const days = Math.floor(ms / DAY_MS)
  const seconds = Math.floor((ms - days * DAY_MS) / 1000)
  const { year, month, day } = civil(days + ERA_OFFSET)
  if (!(year >= 0 && year <= 9999)) return undefined
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}Z`
}

/** Proleptic Gregorian date of a day number; the year is taken to start in March, leap days at its end. */
function civil(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const era = Math.floor(day / 146_097)
  const dayOfEra = day - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}
