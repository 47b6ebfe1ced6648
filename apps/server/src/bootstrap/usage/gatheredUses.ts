/** Uses that wait to be noted: of each thing only the newest. */
import type { Use } from '../../store/usage.ts'

/** Gathers uses. Its size grows with what is used, not with how often. */
export class GatheredUses {
  #uses = new Map<string, Use>()

  get size(): number {
    return this.#uses.size
  }

  /** Adds a use, unless a newer one of the same thing is there. */
  add(use: Use): void {
    const key = `${use.subject}\n${use.what}`
    const known = this.#uses.get(key)
    if (known === undefined || known.atMs <= use.atMs) this.#uses.set(key, use)
  }

  /** Takes everything out. */
  take(): readonly Use[] {
    const uses = [...this.#uses.values()]
    this.#uses = new Map()
    return uses
  }
}
