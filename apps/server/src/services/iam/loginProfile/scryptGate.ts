/** scrypt off the main thread, few at a time. */
import { scrypt } from 'node:crypto'
import { ServiceError } from '../../../domain/errors.ts'

/** What scrypt costs. Memory: 128 * r * 2^log2Cost bytes. Source: RFC 7914 section 2. */
export interface ScryptCost {
  readonly log2Cost: number
  readonly blockSize: number
  readonly parallelism: number
}

/** One derivation takes 32 MiB and a thread of the pool that file writes need too. */
const AT_ONCE = 2
/** Those beyond wait, first come first served; beyond that many the caller is told to come again. */
const WAITING = 32
const KEY_BYTES = 32
/** Node's limit on memory is a safety net for parameters that were read from a store. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024

let running = 0
const waiting: (() => void)[] = []

/** Throws Throttling while too many are waiting. A `derive` that is begun before anything is awaited is then let in. */
export function requirePlace(): void {
  if (waiting.length >= WAITING) throw new ServiceError('Throttling', 'Rate exceeded', { reason: 'too many passwords' })
}

/** 32 bytes. Throws what `requirePlace` does. */
export async function derive(password: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  requirePlace()
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await run(password, salt, cost)
  } finally {
    // The place goes to the next in line without becoming free in between.
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

const run = (password: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const { log2Cost, blockSize, parallelism } = cost
    const options = { N: 2 ** log2Cost, r: blockSize, p: parallelism, maxmem: MAX_MEMORY_BYTES }
    // Composed and decomposed spellings of one character are one password (RFC 8265 section 4.2.2).
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
