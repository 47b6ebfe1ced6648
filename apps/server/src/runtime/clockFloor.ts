/** A clock that never goes back, across restarts too: an expired token stays expired (TOK-13). */
import { errorCode, readPrivate, replaceDurably } from './durableFile.ts'
import type { Clock } from './clock.ts'

/** How far the floor may run ahead of its file, milliseconds. A crash loses at most this much of it. */
const WRITE_EVERY_MS = 5_000
/** A step back of less is ordinary clock discipline and not worth a warning. Milliseconds. */
const WARN_ABOVE_MS = 1_000
const MAX_FILE_BYTES = 64
const FORM = /^brevet-clock-floor 1 ([1-9][0-9]{0,14})\n$/

/** What a ClockFloor needs. */
export interface ClockFloorOptions {
  /** The file that keeps the highest time seen. Made on first start. */
  readonly path: string
  /** The machine's own clock. */
  readonly clock: Clock
  /** Called once for each backward step above 1 s, and once for each run of failed writes. For the log. */
  readonly warn: (message: string) => void
}

/** A Clock whose `nowMs` never decreases. Close it to store the highest time seen. */
export interface ClockFloor extends Clock {
  close(): void
}

/**
 * Wraps a clock: `nowMs` is the wall clock, or the highest time seen plus the monotonic time since, whichever is later.
 * The highest time is read from `path` and written back at most every 5 s of time, at once after a jump of more, and on
 * close. Throws where the file cannot be read or is damaged: without it expired tokens could live again. A write that
 * fails (disk full) warns and is tried again; time goes on.
 *
 * A clock that once stood in the future keeps the floor there. To go back, stop the server, set the clock and remove
 * the file; tokens that expired in between are then as valid as the clock says.
 */
export function openClockFloor(options: ClockFloorOptions): ClockFloor {
  const { path, clock, warn } = options
  let highestMs = readFloor(path)
  let atMonotonicMs = clock.monotonicMs()
  let writtenMs = highestMs
  let behind = false
  let failing = false

  const write = (nowMs: number): void => {
    // Set even where the write fails: the next try waits its turn, or a full disk would be hit by every request.
    writtenMs = nowMs
    try {
      replaceDurably(path, Buffer.from(`brevet-clock-floor 1 ${nowMs}\n`))
      failing = false
    } catch (error) {
      if (!failing) warn(`cannot store the clock floor in ${path}: ${errorCode(error) ?? 'unknown error'}`)
      failing = true
    }
  }

  const nowMs = (): number => {
    const wallMs = clock.nowMs()
    const monotonicMs = clock.monotonicMs()
    const floorMs = highestMs + (monotonicMs - atMonotonicMs)
    if (wallMs >= floorMs) {
      highestMs = wallMs
      atMonotonicMs = monotonicMs
      behind = false
    } else if (!behind && floorMs - wallMs > WARN_ABOVE_MS) {
      behind = true
      warn(`the clock is ${Math.round(floorMs - wallMs)} ms behind the highest time seen: time goes on from there`)
    }
    const effectiveMs = Math.floor(Math.max(wallMs, floorMs))
    if (effectiveMs - writtenMs >= WRITE_EVERY_MS) write(effectiveMs)
    return effectiveMs
  }

  nowMs()
  return { nowMs, monotonicMs: () => clock.monotonicMs(), close: () => write(nowMs()) }
}

/** The stored floor, UTC epoch milliseconds; 0 where none was stored yet. */
function readFloor(path: string): number {
  const bytes = readPrivate(path, MAX_FILE_BYTES)
  if (bytes === undefined) return 0
  const digits = FORM.exec(bytes.toString('latin1'))?.[1]
  if (digits === undefined)
    throw new Error(
      `${path} is damaged: it keeps expired tokens expired when the clock jumps back. If the clock is right, remove it.`,
    )
  return Number(digits)
}
