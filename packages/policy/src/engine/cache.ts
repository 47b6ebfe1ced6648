/** A bounded memory: what was used last stays, what was not used for long goes. */

/**
 * Keeps between `limit` and twice `limit` of the entries used last, in two generations: when the young one is full the old
 * one is dropped. A hit costs one look-up, where a list in order of use would have to be rearranged.
 */
export class Cache<Key, Value> {
  readonly #limit: number
  #young: Map<Key, Value> = new Map<Key, Value>()
  #old: Map<Key, Value> | undefined = undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What is kept under `key`. */
  get(key: Key): Value | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old?.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  /** Keeps `value` under `key`. */
  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  /** Entries kept, at most twice the limit. */
  get size(): number {
    return this.#young.size + (this.#old?.size ?? 0)
  }

  /** Forgets everything. */
  clear(): void {
    this.#young = new Map()
    this.#old = undefined
  }
}
