/** Request contexts of which a part is the same for many requests. */
import type { Context, ContextValue } from '../types.ts'
import { ABSENT, Fact } from './fact.ts'
import { Facts, type Slots } from './frame.ts'

/** The part of a context that many requests share, looked up once. Changing the map it was made of changes nothing later. */
export class ContextTemplate {
  readonly #slots: Slots
  readonly #values: readonly Fact[]
  readonly #sources: readonly Context[]

  constructor(slots: Slots, source: Context) {
    this.#slots = slots
    this.#sources = [new Map(source)]
    this.#values = slots.keys.map((key) => {
      const held = source.get(key)
      return held === undefined ? ABSENT : new Fact(held)
    })
  }

  /** The context of one request: the template with `entries` (keys in lower case) added; they replace what was there. */
  context(entries: Iterable<readonly [key: string, value: ContextValue]>): Facts {
    const values = this.#values.slice()
    let others: Map<string, ContextValue> | undefined
    for (const [key, value] of entries) {
      const slot = this.#slots.find(key)
      if (slot !== -1) values[slot] = new Fact(value)
      else (others ??= new Map()).set(key, value)
    }
    return new Facts(this.#slots, values, others === undefined ? this.#sources : [others, ...this.#sources])
  }
}
