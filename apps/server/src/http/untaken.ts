/** Answers that clients have not taken yet: whoever asks for much and reads nothing must not fill the memory with it. */

/** Where an answer waits. */
export interface Taker {
  /** Hangs up, whatever is under way. */
  destroy(): void
}

/** The memory that all long answers share. Where it runs out, the connections that have waited longest are cut. */
export class UntakenAnswers {
  readonly #most: number
  #total = 0
  /** Bytes by connection, the one that has waited longest first. */
  readonly #waiting = new Map<Taker, number>()

  /** `most`: bytes. */
  constructor(most: number) {
    this.#most = most
  }

  /** An answer of so many bytes waits to be taken. Cuts others where there are too many, and this one where it alone is too much. */
  add(taker: Taker, bytes: number): void {
    this.#waiting.set(taker, (this.#waiting.get(taker) ?? 0) + bytes)
    this.#total += bytes
    for (const slowest of this.#waiting.keys()) {
      if (this.#total <= this.#most) return
      this.forget(slowest)
      slowest.destroy()
    }
  }

  /** So many bytes were taken. */
  take(taker: Taker, bytes: number): void {
    const present = this.#waiting.get(taker)
    // Of a connection that was cut nothing is counted any more.
    if (present === undefined) return
    this.#total -= bytes
    if (present > bytes) this.#waiting.set(taker, present - bytes)
    else this.#waiting.delete(taker)
  }

  /** The connection is over. */
  forget(taker: Taker): void {
    this.#total -= this.#waiting.get(taker) ?? 0
    this.#waiting.delete(taker)
  }
}
