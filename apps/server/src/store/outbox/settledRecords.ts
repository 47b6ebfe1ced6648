/** Outbox records that the log has by now: their rows go with the next commit, or by themselves where none comes. */
import { removeRecords } from './outbox.ts'
import type { Db } from '../schema.ts'

/** How long a row waits for somebody else's commit. A start replays what it finds: the fewer, the sooner it is ready. */
const WITHIN_MS = 100

/** A commit of their own for each call would cost the disk a second sync for each change. */
export class SettledRecords {
  readonly #commit: () => Promise<void>
  readonly #eventIds = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  /** `commit` commits nothing but what `remove` does. */
  constructor(commit: () => Promise<void>) {
    this.#commit = commit
  }

  add(eventIds: readonly string[]): void {
    for (const eventId of eventIds) this.#eventIds.add(eventId)
    // What cannot be removed goes with a later commit. Until one succeeds, the changes that fail tell why.
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), WITHIN_MS).unref()
  }

  /** Removes the rows in a transaction that is under way. What it answers is to be called when that is durable. */
  async remove(tx: Db): Promise<() => void> {
    const removed = [...this.#eventIds]
    await removeRecords(tx, removed)
    return () => removed.forEach((eventId) => this.#eventIds.delete(eventId))
  }

  /** True for a record that the log has, and whose row is still there. */
  has(eventId: string): boolean {
    return this.#eventIds.has(eventId)
  }

  /** Removes the rows now. Throws where the database cannot. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#eventIds.size > 0) await this.#commit()
  }
}
