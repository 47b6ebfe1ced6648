/** How long guessing has to wait: the same for MFA codes and passwords. */

/** Wrong answers in a row that cost nothing but the attempt. */
const FREE_FAILURES = 5
/** The wait after the last free failure; it doubles with each further one. */
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 3_600_000

/** Wrong answers in a row, and when the last one came (UTC epoch milliseconds). */
export interface Failures {
  readonly count: number
  readonly lastAtMs: number
}

/** True where the next attempt comes too soon after the wrong ones before it. */
export function mustWait({ count, lastAtMs }: Failures, nowMs: number): boolean {
  if (count < FREE_FAILURES) return false
  return nowMs < lastAtMs + Math.min(FIRST_WAIT_MS * 2 ** (count - FREE_FAILURES), LONGEST_WAIT_MS)
}

/**
 * True where an attempt that was counted as failure number `place`, after `before` were read, has to wait all the same:
 * of attempts that run side by side only the first may go on once the free ones are spent.
 */
export const lostItsTurn = (place: number, before: number): boolean => place > FREE_FAILURES && place !== before + 1
