/** Opened tokens by the hash of their bytes: bounded by weight, least recently used first to go. */
import type { Opened } from './token.ts'

/** A token that opened, and what is not in its result. */
export type OpenedToken = Opened & { readonly ok: true }

/** What one entry weighs beside its policies and tags, bytes: names, secret, hash and the engine's own overhead. */
const BASE_WEIGHT = 1_536

/** A bounded cache. Whoever reads it still compares the access key id and the expiry. */
export interface OpenedCache {
  get(hash: string): OpenedToken | undefined
  set(hash: string, opened: OpenedToken): void
  delete(hash: string): void
  clear(): void
}

/** An empty cache of at most `maxBytes`, by estimate. */
export function newOpenedCache(maxBytes: number): OpenedCache {
  const entries = new Map<string, { readonly opened: OpenedToken; readonly weight: number }>()
  let total = 0
  const remove = (hash: string): void => {
    total -= entries.get(hash)?.weight ?? 0
    entries.delete(hash)
  }
  return {
    get(hash) {
      const entry = entries.get(hash)
      if (entry === undefined) return undefined
      // A Map keeps insertion order: put back last, so that the first is always the least recently used.
      entries.delete(hash)
      entries.set(hash, entry)
      return entry.opened
    },
    set(hash, opened) {
      remove(hash)
      const weight = weightOf(opened)
      entries.set(hash, { opened, weight })
      total += weight
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) break
        remove(oldest)
      }
    },
    delete: remove,
    clear() {
      entries.clear()
      total = 0
    },
  }
}

/** Text costs up to two bytes per character. */
function weightOf({ session: { policies, tags } }: OpenedToken): number {
  let characters = policies?.inline?.length ?? 0
  for (const arn of policies?.managedArns ?? []) characters += arn.length + 16
  for (const { key, value } of tags) characters += key.length + value.length + 64
  return BASE_WEIGHT + 2 * characters
}
