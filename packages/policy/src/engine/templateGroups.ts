/** Groups of gates for the requests of one context template. */
import type { Facts } from './frame.ts'
import type { Group } from './group.ts'

/** The groups of a bundle. Only organizations with very many levels have guards that do not fit beside the caller's own gates. */
export interface Groups {
  readonly outer: readonly Group[]
  readonly inner: Group
}

/** The groups of a bundle, and in their place, once a template has had some requests, groups in which its keys are settled. */
export class TemplateGroups {
  readonly #facts: Facts
  readonly #general: Groups
  #settled: Groups | undefined = undefined
  /** How many more requests the general groups are to serve. */
  #patience: number

  /** `facts` are those that all requests of the template have. */
  constructor(facts: Facts, general: Groups, patience: number) {
    this.#facts = facts
    this.#general = general
    this.#patience = patience
  }

  /** Whether they stand for these groups of a bundle. */
  isOf(groups: Groups): boolean {
    return this.#general === groups
  }

  /** The groups to ask about one more request. */
  next(): Groups {
    if (this.#settled !== undefined) return this.#settled
    if (this.#patience > 0) {
      this.#patience -= 1
      return this.#general
    }
    const { outer, inner } = this.#general
    this.#settled = {
      outer: outer.map((group) => group.settledBy(this.#facts)),
      inner: inner.settledBy(this.#facts),
    }
    return this.#settled
  }
}
