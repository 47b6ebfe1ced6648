/** Instants printed as policies write them. */
import { civilDate } from '../literal/civilDate.ts'

const DAY_MS = 86_400_000

const two = (number: number): string => String(number).padStart(2, '0')

/** `2026-01-31T23:59:59Z` for epoch milliseconds (whole seconds); undefined outside the years 0 to 9999. */
export function isoSeconds(ms: number): string | undefined {
  const days = Math.floor(ms / DAY_MS)
  const seconds = Math.floor((ms - days * DAY_MS) / 1000)
  const { year, month, day } = civilDate(days)
  if (!(year >= 0 && year <= 9999)) return undefined
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}Z`
}
