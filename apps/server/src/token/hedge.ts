/** Salts that stay distinct for distinct content even where the random source is stuck, copied or known. */
import { KEY_BYTES, hkdf, hmac, keyObject } from './primitives.ts'
import type { KeyObject } from 'node:crypto'
import type { Random } from '../runtime/random.ts'

/** Bytes of a salt. */
export const SALT_BYTES = 24

/** A new salt for `content`. The last part may have any length; those before it have fixed lengths. */
export type Hedge = (...content: readonly Uint8Array[]) => Buffer

const RANDOM_BYTES = 32
const AHEAD = 64

/** 32 random bytes at a time, each given out once; the generator is asked for 64 of them together (4 us less per seal). */
function fetchedAhead(random: Random): () => Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0)
  let at = 0
  return () => {
    if (at + RANDOM_BYTES > bytes.length) {
      bytes = random.bytes(RANDOM_BYTES * AHEAD)
      at = 0
    }
    at += RANDOM_BYTES
    return bytes.subarray(at - RANDOM_BYTES, at)
  }
}

/**
 * HMAC-SHA256(K_hedge, random32 || processCounter || content)[0..24] (token.md). K_hedge exists in this process only: it
 * mixes the root key with fresh random bytes, so neither a weak generator nor the root key alone foretells a salt.
 */
export function newHedge(rootKey: KeyObject, random: Random): Hedge {
  const info = Buffer.from('brevet/v1/hedge')
  const key = keyObject(hkdf(rootKey, { salt: random.bytes(32), info }, KEY_BYTES))
  const fresh = fetchedAhead(random)
  let counter = 0
  return (...content) => {
    const count = Buffer.alloc(8)
    count.writeUIntBE(++counter, 2, 6)
    return hmac(key, fresh(), count, ...content).subarray(0, SALT_BYTES)
  }
}
