/** The revocation list in memory, by what it ends. A change costs as much as it changed: anybody who may delete keys makes the list long. */
import type { Revocation } from '../domain/entities.ts'

/** Entries by `revocationKey`. Those whose time is over may be among them: they end nothing that is still alive. */
export type RevocationIndex = ReadonlyMap<string, Revocation>

/** What an entry ends: its kind and subject in one text. */
export const revocationKey = (kind: Revocation['kind'], subject: string): string => `${kind} ${subject}`

/** The entries as an index. */
export const revocationIndex = (entries: readonly Revocation[]): Map<string, Revocation> =>
  new Map(entries.map((entry) => [revocationKey(entry.kind, entry.subject), entry]))

/** Reads entries: those about some subjects, or all. */
export type LoadRevocations = (subjects?: readonly string[]) => Promise<readonly Revocation[]>

/** More changes than this are read as a whole. */
const MAX_CHANGED = 500

/** When an index has doubled, and this many more, it is read anew: without the entries that went from the database. */
const ROOM = 10_000

/** An index that follows the changes it is told of. */
export class RevocationCache {
  #index: Map<string, Revocation> | undefined
  /** The present index for whoever asks next; undefined while there is something to read first. */
  #present: Promise<RevocationIndex> | undefined
  readonly #changed = new Set<string>()
  #reading: Promise<void> | undefined
  #version = 0
  #roomFor = 0

  /** Every entry, from memory or else by `load`, with all changes told of before. */
  index(load: LoadRevocations): Promise<RevocationIndex> {
    return this.#present ?? this.#caughtUp(load)
  }

  /** The entries about a subject have changed. */
  forget(subject: string): void {
    this.#present = undefined
    this.#changed.add(subject)
  }

  clear(): void {
    this.#version += 1
    this.#present = undefined
    this.#index = undefined
  }

  async #caughtUp(load: LoadRevocations): Promise<RevocationIndex> {
    for (;;) {
      // Whoever comes meanwhile waits for the same reading.
      if (this.#reading !== undefined) await this.#reading
      else if (this.#index === undefined || this.#changed.size > 0) await this.#read(load)
      else return (this.#present = Promise.resolve(this.#index))
    }
  }

  #read(load: LoadRevocations): Promise<void> {
    const index = this.#index
    const subjects = [...this.#changed]
    this.#changed.clear()
    const isWhole = index === undefined || subjects.length > MAX_CHANGED
    this.#reading = (isWhole ? this.#readAll(load) : this.#readSome(index, subjects, load)).finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #readAll(load: LoadRevocations): Promise<void> {
    const version = this.#version
    this.#index = undefined
    const index = revocationIndex(await load())
    if (version !== this.#version) return
    this.#index = index
    this.#roomFor = 2 * index.size + ROOM
  }

  async #readSome(index: Map<string, Revocation>, subjects: readonly string[], load: LoadRevocations): Promise<void> {
    try {
      for (const entry of await load(subjects)) index.set(revocationKey(entry.kind, entry.subject), entry)
    } catch (error) {
      for (const subject of subjects) this.#changed.add(subject)
      throw error
    }
    if (index.size > this.#roomFor && this.#index === index) this.#index = undefined
  }
}
