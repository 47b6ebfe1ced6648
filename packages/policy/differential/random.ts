/** Seeded random numbers (sfc32), handed around as an argument: one seed gives the same cases on every machine. */

/** A stream of random choices. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** `seed` and `stream` are 32-bit integers; streams of one seed are independent, so case n needs none before it. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0
    this.#b = stream | 0
    this.#c = 0x9e3779b9 | 0
    for (let round = 0; round < 12; round += 1) this.#next()
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** An integer from 0 to `limit - 1`; 0 when there is none. */
  below(limit: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * limit)
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return (this.#next() / 0x1_0000_0000) * 100 < percent
  }

  /** One of `list`, which is not empty. */
  pick<T extends {}>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  /** `from` to `to` things, both included. */
  several<T>(from: number, to: number, make: (index: number) => T): T[] {
    const made: T[] = []
    for (let left = from + this.below(to - from + 1), index = 0; index < left; index += 1) made.push(make(index))
    return made
  }
}
