/** Writes an instant as policies and requests do. */

const DAY_MS = 86_400_000

/** ISO 8601 in UTC, with milliseconds only where there are any; epoch seconds outside the years 1 to 9999. */
export function instantText(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS)
  const { year, month, date } = civil(day)
  if (year < 1 || year > 9999) return String(Math.floor(epochMs / 1000))
  const ms = epochMs - day * DAY_MS
  const time = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60].map(two).join(':')
  const fraction = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}T${time}${fraction}Z`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** The proleptic Gregorian date of a day since 1970-01-01; the year is taken to start in March. */
function civil(day: number): { readonly year: number; readonly month: number; readonly date: number } {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  }
}
