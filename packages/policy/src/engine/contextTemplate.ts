/** Request contexts of which a part is the same for many requests. */
import type { Context, ContextValue } from '../types.ts'
import { ABSENT, Fact } from './fact.ts'
import { Facts, type Slots } from './frame.ts'
import type { TemplateGroups } from './templateGroups.ts'

/** The part of a context that many requests share, looked up once. Changing the map it was made of changes nothing later. */
export class ContextTemplate {
  readonly #slots: Slots
  readonly #values: readonly Fact[]
  readonly #sources: readonly Context[]
  readonly #groups: TemplateGroups

  /** `groupsOf` makes the groups for requests that have the facts of the template. */
  constructor(source: Context, slots: Slots, groupsOf: (facts: Facts) => TemplateGroups) {
    this.#slots = slots
    this.#sources = [new Map(source)]
    this.#values = slots.keys.map((key) => {
      const held = source.get(key)
      return held === undefined ? ABSENT : new Fact(held)
    })
    this.#groups = groupsOf(new Facts(slots, [...this.#values], this.#sources))
  }

  /** The context of one request: the template with `entries` (keys in lower case) added; they replace what was there. */
  context(entries: Iterable<readonly [key: string, value: ContextValue]>): Facts {
    const values = this.#values.slice()
    let others: Map<string, ContextValue> | undefined
    let groups: TemplateGroups | undefined = this.#groups
    for (const [key, value] of entries) {
      const slot = this.#slots.find(key)
      if (slot === -1) (others ??= new Map()).set(key, value)
      else {
        // What the template's own value has settled holds no longer.
        if (values[slot] !== ABSENT) groups = undefined
        values[slot] = new Fact(value)
      }
    }
    const facts = new Facts(this.#slots, values, others === undefined ? this.#sources : [others, ...this.#sources])
    facts.groups = groups
    return facts
  }
}
