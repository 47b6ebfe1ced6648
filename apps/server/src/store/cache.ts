/** A bounded read-through cache of entities by id and by name, which never keeps what a change has overtaken. */

/** The keys of entities that also have a unique name. */
export interface CacheNames<T> {
  readonly id: (entity: T) => string
  readonly name: (entity: T) => string
}

/** How many answers are kept: entities found, and keys at which there is nothing. */
export interface CacheLimits {
  readonly entries: number
  readonly absent: number
}

/** Keys longer than this are never kept as absent: strangers choose them. */
const MAX_ABSENT_KEY = 256

interface Entry<T> {
  readonly answer: Promise<T | undefined>
  readonly name: string | undefined
  /** Since its turn to go came last. */
  used: boolean
}

/** How many entities are passed over at most to find one that was not used. */
const MAX_SPARED = 64

/** What a read asked for: the key of its absence, and the id where it is known. */
interface Asked {
  readonly key: string
  readonly id?: string
}

/** Answers are promises that have resolved already: a warm read costs its caller one microtask. */
export class EntityCache<T> {
  readonly #limits: CacheLimits
  readonly #names: CacheNames<T> | undefined
  /** In the order in which their turn to go comes. Noting a use there would cost more than all the rest of a read. */
  readonly #entries = new Map<string, Entry<T>>()
  readonly #ids = new Map<string, string>()
  readonly #absent = new Map<string, Promise<undefined>>()
  /** Counts invalidations: what was read before one is not kept after it. */
  #version = 0

  constructor(limits: CacheLimits, names?: CacheNames<T>) {
    this.#limits = limits
    this.#names = names
  }

  /** The entity called `id`, from memory or else by `load`, whose answer is kept. */
  byId(id: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const entry = this.#entries.get(id)
    if (entry !== undefined) return used(entry)
    const key = `id ${id}`
    return this.#absent.get(key) ?? this.#fill({ key, id }, load)
  }

  /** The same by name, in caches made with `names`. */
  byName(name: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const id = this.#ids.get(name)
    const entry = id === undefined ? undefined : this.#entries.get(id)
    if (id !== undefined && entry !== undefined) return used(entry)
    const key = `name ${name}`
    return this.#absent.get(key) ?? this.#fill({ key }, load)
  }

  /** Forgets an entity, and every absence: the change may have created what was absent. */
  invalidate(id: string): void {
    this.#version += 1
    this.#absent.clear()
    this.#drop(id)
  }

  /** Forgets everything. */
  clear(): void {
    this.#version += 1
    this.#absent.clear()
    this.#entries.clear()
    this.#ids.clear()
  }

  /** How many answers are held. */
  get size(): { readonly entries: number; readonly absent: number } {
    return { entries: this.#entries.size, absent: this.#absent.size }
  }

  async #fill(asked: Asked, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const version = this.#version
    const entity = await load()
    if (version !== this.#version) return entity
    const id = asked.id ?? (entity === undefined ? undefined : this.#names?.id(entity))
    if (entity === undefined) this.#keepAbsent(asked.key)
    else if (id !== undefined) this.#keep(id, entity)
    return entity
  }

  #keep(id: string, entity: T): void {
    const name = this.#names?.name(entity)
    this.#drop(id)
    if (this.#entries.size >= this.#limits.entries) this.#makeRoom()
    this.#entries.set(id, { answer: Promise.resolve(entity), name, used: false })
    if (name !== undefined) this.#ids.set(name, id)
  }

  /** Drops the entity whose turn it is; one that was used since its last turn waits for another. */
  #makeRoom(): void {
    for (let spared = 0; spared < MAX_SPARED; spared += 1) {
      const id = first(this.#entries)
      const entry = this.#entries.get(id)
      if (entry?.used !== true) break
      entry.used = false
      this.#entries.delete(id)
      this.#entries.set(id, entry)
    }
    this.#drop(first(this.#entries))
  }

  #keepAbsent(key: string): void {
    if (key.length > MAX_ABSENT_KEY) return
    this.#absent.set(key, Promise.resolve(undefined))
    if (this.#absent.size > this.#limits.absent) this.#absent.delete(first(this.#absent))
  }

  #drop(id: string): void {
    const name = this.#entries.get(id)?.name
    this.#entries.delete(id)
    if (name !== undefined) this.#ids.delete(name)
  }
}

function used<T>(entry: Entry<T>): Promise<T | undefined> {
  entry.used = true
  return entry.answer
}

const first = (map: ReadonlyMap<string, unknown>): string => map.keys().next().value ?? ''
