/** Group commit: appends gather while a batch is being made durable, then share the next write and sync. */
import { AuditUnavailable } from './audit.ts'
import type { SegmentWriter } from './segmentWriter.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** What the group commit needs of the world. */
export interface CommitEffects {
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
  /** The disk can no longer be trusted: end the process, exit code not zero. Called once. */
  readonly fatal: (error: Error) => void
}

/** Times in milliseconds, sizes in bytes. */
export interface CommitLimits {
  /** An append is refused after this time without an answer from the disk. Below 1 s: the call still has to answer 503. */
  readonly appendTimeoutMs: number
  /** How often a log without room looks whether it has some again. */
  readonly probeEveryMs: number
  /** Records can be cut from the end unseen if they are younger than this. */
  readonly checkpointEveryMs: number
  /** A batch closes at this size; the append that crosses it still belongs to it. */
  readonly batchBytes: number
}

/** One append, waiting for its records to be durable. */
interface Waiter {
  readonly records: readonly string[]
  readonly durable: () => void
  readonly bytes: number
  readonly dueMs: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const STALLED = 'The audit log does not answer'

/** Feeds a SegmentWriter. At most one call to it is under way, so records are written in the order they were appended. */
export class GroupCommit {
  readonly #writer: SegmentWriter
  readonly #effects: CommitEffects
  readonly #limits: CommitLimits
  readonly #ticker: NodeJS.Timeout
  #queue: Waiter[] = []
  #inFlight: readonly Waiter[] = []
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #room = true
  #stalled = false
  #closed = false
  /** `fatal` was called. */
  #dead = false
  #upkeepDue = false
  #checkpointAtMs: number

  constructor(writer: SegmentWriter, effects: CommitEffects, limits: CommitLimits) {
    this.#writer = writer
    this.#effects = effects
    this.#limits = limits
    this.#checkpointAtMs = effects.clock.monotonicMs()
    this.#ticker = setInterval(() => this.#tick(), Math.min(limits.probeEveryMs, limits.checkpointEveryMs)).unref()
  }

  /** True while appends can be expected to succeed. */
  get writable(): boolean {
    return !this.#closed && !this.#dead && this.#room && !this.#stalled
  }

  /**
   * As AuditLog.append, on asciiJson texts. Never settles once `fatal` was called. `durable` is called when they are on
   * the disk, even where that came too late for the append.
   */
  append(records: readonly string[], durable: () => void): Promise<void> {
    if (this.#dead) return new Promise(() => {})
    if (this.#closed) return Promise.reject(new AuditUnavailable('The audit log is closed'))
    if (this.#stalled) return Promise.reject(new AuditUnavailable(STALLED))
    const bytes = records.reduce((sum, record) => sum + record.length, 0)
    const dueMs = this.#effects.clock.monotonicMs() + this.#limits.appendTimeoutMs
    return new Promise((resolve, reject) => {
      this.#queue.push({ records, durable, bytes, dueMs, resolve, reject })
      this.#watch()
      this.#start()
    })
  }

  /** Writes what waits, seals the end and closes the file. Rejects with AuditUnavailable where there is no room to seal. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#ticker)
    await this.#running
    clearTimeout(this.#timer)
    if (this.#dead) return this.#writer.abandon()
    try {
      await this.#writer.close()
    } catch (error) {
      this.#failed(error, 'The audit log was closed without a checkpoint of its end')
      throw error
    }
  }

  /** Makes sure that the loop runs. It begins in a later turn, so that appends of one turn share a batch. */
  #start(): void {
    this.#running ??= new Promise((resolve) => {
      setImmediate(() => {
        void this.#run().then(resolve)
      })
    })
  }

  async #run(): Promise<void> {
    while (!this.#dead && (this.#queue.length > 0 || this.#upkeepDue)) {
      if (this.#queue.length > 0) await this.#commit()
      if (this.#upkeepDue && !this.#dead) await this.#upkeep()
      this.#stalled = false
    }
    this.#running = undefined
  }

  #take(): readonly Waiter[] {
    let bytes = 0
    const end = this.#queue.findIndex((waiter) => (bytes += waiter.bytes) >= this.#limits.batchBytes)
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end + 1)
  }

  async #commit(): Promise<void> {
    this.#inFlight = this.#take()
    try {
      const records = this.#inFlight.flatMap((waiter) => waiter.records)
      await this.#writer.append(records, this.#effects.clock.nowMs())
      this.#setRoom(true)
      // Who has been refused meanwhile stays refused: audited, and answered 503 without credentials.
      for (const waiter of this.#inFlight) {
        waiter.durable()
        waiter.resolve()
      }
    } catch (error) {
      if (this.#failed(error, 'The audit log has no room: audited calls are refused'))
        for (const waiter of this.#inFlight) waiter.reject(error as AuditUnavailable)
    }
    this.#inFlight = []
  }

  /** Probes for room when there is none; seals the end when that is due. */
  async #upkeep(): Promise<void> {
    this.#upkeepDue = false
    try {
      if (!this.#room) await this.#writer.probe()
      this.#setRoom(true)
      const nowMs = this.#effects.clock.monotonicMs()
      if (nowMs - this.#checkpointAtMs < this.#limits.checkpointEveryMs) return
      await this.#writer.checkpoint()
      this.#checkpointAtMs = nowMs
    } catch (error) {
      this.#failed(error, 'The audit log has no room')
    }
  }

  /** True for want of room, after which the log goes on trying. Anything else ends the process. */
  #failed(error: unknown, message: string): boolean {
    if (error instanceof AuditUnavailable) {
      if (this.#room) this.#effects.log.warn({ reason: error.message }, message)
      this.#room = false
      return true
    }
    this.#dead = true
    clearInterval(this.#ticker)
    clearTimeout(this.#timer)
    this.#effects.fatal(error instanceof Error ? error : new Error(String(error)))
    return false
  }

  #setRoom(room: boolean): void {
    if (room && !this.#room) this.#effects.log.info({}, 'The audit log has room again')
    this.#room = room
  }

  #tick(): void {
    this.#upkeepDue = true
    this.#start()
  }

  /** Keeps one timer on the append that has waited longest. */
  #watch(): void {
    const oldest = this.#inFlight[0] ?? this.#queue[0]
    if (this.#timer !== undefined || oldest === undefined) return
    const delayMs = Math.max(0, oldest.dueMs - this.#effects.clock.monotonicMs())
    this.#timer = setTimeout(() => this.#expire(), delayMs).unref()
  }

  /**
   * Refuses every append whose time is over. One in flight may still become durable. While a batch hangs, all that waits
   * behind it is refused at once, and so is what comes.
   */
  #expire(): void {
    this.#timer = undefined
    const nowMs = this.#effects.clock.monotonicMs()
    const late = (waiter: Waiter): boolean => waiter.dueMs <= nowMs
    const refuse = (waiter: Waiter): void => waiter.reject(new AuditUnavailable(STALLED))
    if (this.#running !== undefined && [...this.#inFlight, ...this.#queue].some(late)) {
      this.#effects.log.warn({}, STALLED)
      this.#stalled = true
      this.#inFlight.forEach(refuse)
      this.#queue.splice(0).forEach(refuse)
    }
    this.#watch()
  }
}
