/** What rules see of one request. */
import type { Context } from '../types.ts'
import type { Caller } from './rule/caller.ts'
import { ABSENT, Fact } from './fact.ts'
import type { TemplateGroups } from './templateGroups.ts'

/** Marks a slot whose key has not been looked up yet. */
export const UNREAD: Fact = new Fact({ values: [], multi: false })

/** The keys of a policy or of a bundle, each with its slot. */
export class Slots {
  readonly keys: string[] = []
  readonly #numbers: Map<string, number> = new Map<string, number>()

  /** The slot of a lower-cased key; a new one if need be. */
  add(key: string): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const slot = this.keys.length
    this.#numbers.set(key, slot)
    this.keys.push(key)
    return slot
  }

  /** The slot of a lower-cased key, or -1. */
  find(key: string): number {
    return this.#numbers.get(key) ?? -1
  }
}

/** The context as an array over a bundle's slots; the keys that only a resource policy asks for are looked up by name. */
export class Facts {
  readonly slots: Slots
  readonly values: Fact[]
  /** Those of the template that made it, if its keys all stand here unchanged. */
  groups: TemplateGroups | undefined = undefined
  /** Where to look up by name; of keys in several the first stands. */
  readonly #sources: readonly Context[]

  constructor(slots: Slots, values: Fact[], sources: readonly Context[]) {
    this.slots = slots
    this.values = values
    this.#sources = sources
  }

  /** The fact in a slot of the bundle. */
  at(slot: number): Fact {
    const known = this.values[slot] ?? UNREAD
    if (known !== UNREAD) return known
    const found = this.named(this.slots.keys[slot] ?? '')
    this.values[slot] = found
    return found
  }

  /** The fact of a lower-cased key. */
  named(key: string): Fact {
    for (const source of this.#sources) {
      const held = source.get(key)
      if (held !== undefined) return new Fact(held)
    }
    return ABSENT
  }
}

/** How one policy's slots map to those of the bundle in force: -1 where the bundle does not know the key. */
export interface Binding {
  readonly keys: readonly string[]
  readonly slots: Int32Array
}

const NO_BINDING: Binding = { keys: [], slots: new Int32Array(0) }

/** One request while it is being decided. */
export class Frame {
  readonly resource: string
  readonly caller: Caller
  /** The caller has a permissions boundary. */
  readonly bounded: boolean
  readonly facts: Facts
  /** Of the policy whose rule is being looked at. */
  binding: Binding = NO_BINDING
  /** Entries of plans that need not be asked again. */
  tried: Set<unknown> | undefined = undefined

  constructor(resource: string, facts: Facts, { caller, bounded }: Pick<Frame, 'caller' | 'bounded'>) {
    this.resource = resource
    this.caller = caller
    this.bounded = bounded
    this.facts = facts
  }

  /** The fact in a slot of the policy being looked at. */
  fact(slot: number): Fact {
    const at = this.binding.slots[slot] ?? -1
    return at === -1 ? this.facts.named(this.binding.keys[slot] ?? '') : this.facts.at(at)
  }
}
