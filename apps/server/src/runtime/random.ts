/** The only ambient randomness. Everything else receives a Random. */
import { randomBytes, randomFillSync } from 'node:crypto'

/** A source of unpredictable bytes. */
export interface Random {
  /** `count` fresh bytes from the operating system's generator. */
  bytes(count: number): Uint8Array
}

/** Above this, bytes are asked for one by one: keys, secrets (30 bytes) and salts (32) are never taken from the pool. */
const MAX_POOLED = 16
const POOL_BYTES = 4_096

/**
 * Bytes for names (ids of requests, events, sessions' access keys), fetched ahead: a call to the generator costs 1.6 us
 * whatever its size, and a request needs several. Every byte is given out once and wiped from the pool as it goes.
 */
function pooled(): Random {
  const pool = Buffer.allocUnsafeSlow(POOL_BYTES)
  let at = POOL_BYTES
  return {
    bytes(count) {
      if (at + count > POOL_BYTES) {
        randomFillSync(pool)
        at = 0
      }
      const taken = Uint8Array.prototype.slice.call(pool, at, at + count)
      pool.fill(0, at, at + count)
      at += count
      return taken
    },
  }
}

const names = pooled()

/** The operating system's generator, through node:crypto. */
export const systemRandom: Random = {
  bytes: (count) => (count <= MAX_POOLED ? names.bytes(count) : randomBytes(count)),
}
