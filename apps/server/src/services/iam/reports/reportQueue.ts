/** Reports are made one after the other, whoever orders how many. */

/** Reports of one account that may wait: each is ordered by a call that costs next to nothing, and takes up to seconds. */
const MAX_WAITING = 100

/** Work that never rejects. */
type Work = () => Promise<void>

/** One report at a time; accounts take turns, so that what one orders keeps none of the others waiting for more than its turn. */
export class ReportQueue {
  /** By account, in the order of their turns. */
  readonly #waiting = new Map<string, Work[]>()
  #running = false

  /** Has `make` done in its turn. False, and it is not, where the account has too many waiting. */
  add(accountId: string, make: Work): boolean {
    const own = this.#waiting.get(accountId) ?? []
    if (own.length >= MAX_WAITING) return false
    own.push(make)
    this.#waiting.set(accountId, own)
    if (!this.#running) void this.#run()
    return true
  }

  async #run(): Promise<void> {
    this.#running = true
    for (let make = this.#next(); make !== undefined; make = this.#next()) await make()
    this.#running = false
  }

  #next(): Work | undefined {
    for (const [accountId, own] of this.#waiting) {
      this.#waiting.delete(accountId)
      const make = own.shift()
      if (own.length > 0) this.#waiting.set(accountId, own)
      return make
    }
    return undefined
  }
}
