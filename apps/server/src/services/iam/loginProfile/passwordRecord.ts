/**
 * A user's passwords as they are kept: one line each, the present one first, `scrypt$<log2 N>$<r>$<p>$<salt>$<key>` (salt
 * and key base64). The text is a Secret and encrypted at rest besides.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../../../domain/base64.ts'
import { Secret } from '../../../domain/secret.ts'
import type { Random } from '../../../runtime/random.ts'
import { derive, type ScryptCost } from './scryptGate.ts'

/** As many as `PasswordReusePrevention` may ask for. */
const KEPT = 24
const SALT_BYTES = 32

/** One password of a record. */
interface Hash extends ScryptCost {
  readonly salt: string
  readonly key: Buffer
}

function parseHash(line: string): Hash {
  const [scheme, log2Cost, blockSize, parallelism, salt, key, ...rest] = line.split('$')
  const bytes = key === undefined ? undefined : decodeBase64(key)
  if (scheme !== 'scrypt' || salt === undefined || bytes === undefined || rest.length > 0)
    throw new Error('a stored password hash cannot be read')
  return {
    log2Cost: Number(log2Cost),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
    salt,
    key: bytes,
  }
}

const printHash = ({ log2Cost, blockSize, parallelism, salt, key }: Hash): string =>
  `scrypt$${log2Cost}$${blockSize}$${parallelism}$${salt}$${encodeBase64(key)}`

const hashesOf = (record: Secret): readonly Hash[] => record.reveal().split('\n').map(parseHash)

const sameCost = (a: ScryptCost, b: ScryptCost): boolean =>
  a.log2Cost === b.log2Cost && a.blockSize === b.blockSize && a.parallelism === b.parallelism

function saltBytes(salt: string): Buffer {
  const bytes = decodeBase64(salt)
  if (bytes === undefined) throw new Error('the salt of a stored password hash is not base64')
  return bytes
}

/** True where `password` is the present one of `record`. Without a record: false, after the work that `cost` says. */
export async function isPresentPassword(
  password: string,
  record: Secret | undefined,
  cost: ScryptCost,
): Promise<boolean> {
  const [present] = record === undefined ? [] : hashesOf(record)
  const { key, salt, ...work } = present ?? { key: Buffer.alloc(SALT_BYTES), salt: NO_SALT, ...cost }
  const derived = await derive(password, saltBytes(salt), work)
  return timingSafeEqual(derived, key) && present !== undefined
}

const NO_SALT = encodeBase64(Buffer.alloc(SALT_BYTES))

/** True where `password` is among the last `count` of `record`, the present one included. */
export async function isAmongLast(password: string, record: Secret, count: number): Promise<boolean> {
  const derived = new Map<string, Buffer>()
  let found = false
  for (const { key, salt, ...cost } of hashesOf(record).slice(0, count)) {
    const work = `${cost.log2Cost}$${cost.blockSize}$${cost.parallelism}$${salt}`
    const known = derived.get(work) ?? (await derive(password, saltBytes(salt), cost))
    derived.set(work, known)
    if (timingSafeEqual(known, key)) found = true
  }
  return found
}

/** True where two records hold the same passwords. */
export const sameRecord = (a: Secret | undefined, b: Secret | undefined): boolean =>
  timingSafeEqual(hash('sha256', a?.reveal() ?? '', 'buffer'), hash('sha256', b?.reveal() ?? '', 'buffer'))

/**
 * The record with `password` as the present one, before at most 23 earlier ones. A user's passwords share their salt (as
 * long as the cost stays), so that one derivation tells whether a new one was used before; no two users share one.
 */
export async function withPassword(
  password: string,
  earlier: Secret | undefined,
  { random, cost }: { readonly random: Random; readonly cost: ScryptCost },
): Promise<Secret> {
  const before = earlier === undefined ? [] : hashesOf(earlier)
  const [last] = before
  const salt = last !== undefined && sameCost(last, cost) ? last.salt : encodeBase64(random.bytes(SALT_BYTES))
  const key = await derive(password, saltBytes(salt), cost)
  return new Secret([{ ...cost, salt, key }, ...before.slice(0, KEPT - 1)].map(printHash).join('\n'))
}
