/** Writes an instant as policies and requests do. */
import { civilDate } from '../../literal/civilDate.ts'

const DAY_MS = 86_400_000

/** ISO 8601 in UTC, with milliseconds only where there are any; epoch seconds outside the years 1 to 9999. */
export function instantText(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS)
  const { year, month, day: date } = civilDate(day)
  if (year < 1 || year > 9999) return String(Math.floor(epochMs / 1000))
  const ms = epochMs - day * DAY_MS
  const time = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60].map(two).join(':')
  const fraction = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}T${time}${fraction}Z`
}

const two = (value: number): string => String(value).padStart(2, '0')
