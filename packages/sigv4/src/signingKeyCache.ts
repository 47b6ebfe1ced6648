/** A bounded cache of derived signing keys, shared by both entries. */

import type { CredentialScope } from './parsedRequest.ts'

/** Derived keys, least recently used dropped first. */
export interface SigningKeyCache<Key> {
  /** Returns the key of `identity` and `scope`, deriving it from `secret()` where it is not held.
   *  `identity` must name one secret of one principal for ever: a hash of the session token, or the unique id of an
   *  access key's row. Never an access key id alone: two principals, or an old and a new secret, would share a key.
   *  Throws TypeError on an empty identity. */
  get(identity: string, scope: CredentialScope, secret: () => string): Key
  /** Forgets every key. */
  clear(): void
  /** How many keys are held. */
  readonly size: number
}

/** Makes a cache of at most `maxEntries` keys around a derivation. Throws RangeError unless that is a positive integer. */
export function createKeyCache<Key>(
  maxEntries: number,
  derive: (secret: string, scope: CredentialScope) => Key,
): SigningKeyCache<Key> {
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) throw new RangeError('maxEntries must be a positive integer')
  const keys = new Map<string, Key>()
  return {
    get(identity, scope, secret): Key {
      if (identity === '') throw new TypeError('identity must not be empty')
      // JSON keeps the parts apart whatever characters they hold.
      const id = JSON.stringify([identity, scope.date, scope.region, scope.service])
      const key = keys.get(id) ?? derive(secret(), scope)
      keys.delete(id)
      keys.set(id, key)
      const oldest = keys.size > maxEntries ? keys.keys().next() : undefined
      if (oldest?.done === false) keys.delete(oldest.value)
      return key
    },
    clear: () => keys.clear(),
    get size(): number {
      return keys.size
    },
  }
}
