/** A log that repeats itself no faster than somebody can read. */
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/** At most one line of each sentence in this time, milliseconds. */
const EVERY_MS = 1_000

/**
 * Errors that strangers can cause again and again (a full disk refuses everybody) must not fill the disk with log
 * lines. `error` writes a sentence at once, then at most once a second, with the number of lines it left out as `suppressed`.
 */
export function sparingErrors(log: Pick<Log, 'error'>, clock: Clock): Log['error'] {
  const written = new Map<string, { atMs: number; suppressed: number }>()
  return (facts, message) => {
    const nowMs = clock.monotonicMs()
    const last = written.get(message)
    if (last !== undefined && nowMs - last.atMs < EVERY_MS) {
      last.suppressed += 1
      return
    }
    written.set(message, { atMs: nowMs, suppressed: 0 })
    log.error(last === undefined || last.suppressed === 0 ? facts : { ...facts, suppressed: last.suppressed }, message)
  }
}
