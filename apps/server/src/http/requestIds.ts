/** Request ids at the price of a slice: the system's generator is asked once for many. */
import { uuid } from '../domain/ids.ts'
import type { Random } from '../runtime/random.ts'

const ID_BYTES = 16
const IDS_AT_ONCE = 256

/** Makes a source of version-4 UUIDs. They are names, not secrets: keeping some in memory ahead of use reveals nothing. */
export function requestIds(random: Random): () => string {
  let pool = new Uint8Array(0)
  let at = 0
  const next: Random = {
    bytes(count) {
      if (at + count > pool.length) {
        pool = new Uint8Array(random.bytes(ID_BYTES * IDS_AT_ONCE))
        at = 0
      }
      at += count
      return pool.subarray(at - count, at)
    },
  }
  return () => uuid(next)
}
