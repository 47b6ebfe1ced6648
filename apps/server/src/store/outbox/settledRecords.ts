/** Outbox records that the log has by now: their rows go with the next commit, or by themselves where none comes. */
import { removeRecords } from './outbox.ts'
import type { Db } from '../schema.ts'

/** How long a row waits for somebody else's commit. A start replays what it finds: the fewer, the sooner it is ready. */
const WITHIN_MS = 100

/** A commit of their own for each call would cost the disk a second sync for each change. */
export class SettledRecords {
  readonly #commit: () => Promise<void>
  readonly #eventIds: string[] = []
  #timer: NodeJS.Timeout | undefined

  /** `commit` commits nothing but what `remove` does. */
  constructor(commit: () => Promise<void>) {
    this.#commit = commit
  }

  add(eventIds: readonly string[]): void {
    this.#eventIds.push(...eventIds)
    // What cannot be removed stays for the sweep, which tells why.
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), WITHIN_MS).unref()
  }

  /** Removes the rows in a transaction that is under way. What it answers is to be called when that is durable. */
  async remove(tx: Db): Promise<() => void> {
    const removed = [...this.#eventIds]
    await removeRecords(tx, removed)
    return () => void this.#eventIds.splice(0, removed.length)
  }

  /** Removes the rows now. Throws where the database cannot. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#eventIds.length > 0) await this.#commit()
  }
}
