/**
 * Follows the audit log and keeps when what was last used. Records of this process are taken up as they become durable,
 * in memory; every few seconds what has gathered is written with the position in the log that it reaches. What an earlier
 * process had not written when it ended is read from the log.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type AuditRecord, readRecords } from '../../audit/index.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import type { UsageNotes } from '../../store/usage.ts'
import { GatheredUses } from './gatheredUses.ts'
import { Repeats } from './repeats.ts'
import { usesOf } from './usesOf.ts'

/** Half of the minute that what is kept may be behind, and room for a slow disk. */
const NOTE_EVERY_MS = 10_000
/** More than this is written without waiting. */
const MAX_GATHERED = 20_000
/** Uses in one transaction, which holds up the process: a few milliseconds. */
const BATCH = 1_000
/** Records read in one go before others get their turn. */
const READ_AT_ONCE = 50
/** A failure that lasts is told this often. */
const TELL_EVERY_MS = 60_000

/** What the follower needs of the world. */
export interface UseFollowerParts {
  readonly notes: UsageNotes
  /** The log's directory. */
  readonly directory: string
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  /** How often to write, milliseconds. Default 10,000. */
  readonly everyMs?: number
}

/** The follower of one server process. */
export class UseFollower {
  readonly #parts: UseFollowerParts
  readonly #gathered = new GatheredUses()
  readonly #repeats = new Repeats()
  readonly #stopped = new AbortController()
  #newest: () => number = () => 0
  #timer: NodeJS.Timeout | undefined
  #catchingUp: Promise<void> = Promise.resolve()
  /** Everything before this process's own records has been read. */
  #caughtUp = false
  #noting: Promise<void> | undefined
  #position: number | undefined
  #toldAtMs: number | undefined
  /** The last attempt to write failed: the next one waits for the timer. */
  #failing = false

  constructor(parts: UseFollowerParts) {
    this.#parts = parts
  }

  /** Takes up a record that has become durable. Never throws. */
  readonly observe = (record: AuditRecord): void => {
    if (!this.#repeats.isNew(record)) return
    for (const use of usesOf(record)) this.#gathered.add(use)
    if (this.#gathered.size > MAX_GATHERED && !this.#failing) void this.note()
  }

  /** Begins to write, and to read what the log got before this process opened it. `newest` tells the log's durable end. */
  start(newest: () => number): void {
    this.#newest = newest
    const { everyMs = NOTE_EVERY_MS } = this.#parts
    this.#timer = setInterval(() => void this.note(), everyMs).unref()
    this.#catchingUp = this.#catchUp(newest()).catch((error: unknown) => this.#tell(error))
  }

  /** Writes what has gathered. One at a time; a failure is told to the log, and what could not be written waits. */
  note(): Promise<void> {
    this.#noting ??= this.#attempt().finally(() => (this.#noting = undefined))
    return this.#noting
  }

  /** Ends reading, writes the rest. Before the store closes. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopped.abort()
    await this.#catchingUp
    await this.#noting
    await this.note()
  }

  async #attempt(): Promise<void> {
    try {
      // In a turn of its own: within one, records become durable before this follower is told of the last of them.
      await nextTurn()
      await this.#write()
      this.#failing = false
    } catch (error) {
      this.#failing = true
      this.#tell(error)
    }
  }

  async #write(): Promise<void> {
    // Told of everything up to here, if nothing before is missing: later records come in later turns.
    const reached = this.#caughtUp ? this.#newest() : undefined
    const uses = this.#gathered.take()
    if (uses.length === 0 && (reached === undefined || reached === this.#position)) return
    const position = reached === undefined ? undefined : String(reached)
    let written = 0
    try {
      do {
        const batch = uses.slice(written, written + BATCH)
        const last = written + batch.length === uses.length
        await this.#parts.notes.note(batch, last ? position : undefined)
        written += batch.length
        await nextTurn()
      } while (written < uses.length)
      if (reached !== undefined) this.#position = reached
    } catch (error) {
      for (const use of uses.slice(written)) this.#gathered.add(use)
      throw error
    }
  }

  /** Reads from the position to `end`, where this process's own records begin. */
  async #catchUp(end: number): Promise<void> {
    const from = await this.#startOf(end)
    let read = 0
    for await (const { sequence, record } of readRecords(this.#parts.directory, {
      fromSequence: from,
      signal: this.#stopped.signal,
    })) {
      if (sequence > end) break
      this.observe(record)
      if (++read % READ_AT_ONCE === 0) await nextTurn()
    }
    this.#caughtUp = !this.#stopped.signal.aborted
  }

  /** The first sequence not read yet. A position beyond the log's end is of another log: that one is read whole. */
  async #startOf(end: number): Promise<number> {
    const position = Number.parseInt((await this.#parts.notes.position()) ?? '0', 10)
    return Number.isSafeInteger(position) && position >= 0 && position <= end ? position + 1 : 1
  }

  #tell(error: unknown): void {
    const nowMs = this.#parts.clock.monotonicMs()
    if (this.#toldAtMs !== undefined && nowMs - this.#toldAtMs < TELL_EVERY_MS) return
    this.#toldAtMs = nowMs
    this.#parts.log.warn({ err: error }, 'when keys and roles were last used cannot be kept up to date')
  }
}
