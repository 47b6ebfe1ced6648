/** The only ambient randomness. Everything else receives a Random. */
import { randomBytes } from 'node:crypto'

/** A source of unpredictable bytes. */
export interface Random {
  /** `count` fresh bytes from the operating system's generator. */
  bytes(count: number): Uint8Array
}

/** The operating system's generator, through node:crypto. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) }
