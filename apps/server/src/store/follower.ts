/** Follows the change feed, so that this process forgets what others changed. */
import { changesSince, type Change, type News } from './changes.ts'
import type { Source } from './source.ts'

/** Half the second within which others' changes must be seen. */
const INTERVAL_MS = 500

/** What a follower tells: changes to forget, or that it could not look. */
export interface FollowerEvents {
  readonly changed: (changes: readonly Change[]) => void
  /** From now on memory may be out of date. Called at every failed look. */
  readonly lost: (error: unknown) => void
}

/** Looks for news every half second, beginning after a revision. Its timer keeps no process alive. */
export class ChangeFollower {
  readonly #source: Source
  readonly #events: FollowerEvents
  readonly #timer: NodeJS.Timeout
  #seen: number
  #looking = false

  constructor(source: Source, seen: number, events: FollowerEvents) {
    this.#source = source
    this.#seen = seen
    this.#events = events
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS)
    this.#timer.unref()
  }

  /** Notes a commit of this process, whose changes have been forgotten already. */
  committed(revision: number): void {
    // Only the direct successor: between others lie commits of other processes, still to be looked at.
    if (revision === this.#seen + 1) this.#seen = revision
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      this.#take(await this.#source.snapshot((db) => changesSince(db, this.#seen)))
    } catch (error) {
      this.#events.lost(error)
    } finally {
      this.#looking = false
    }
  }

  #take({ revision, changes }: News): void {
    if (changes.length > 0) this.#events.changed(changes)
    this.#seen = revision
  }
}
