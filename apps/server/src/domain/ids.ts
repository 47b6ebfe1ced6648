/** Identifiers in AWS's shapes: unique ids, access key ids, account ids. Source: IAM user guide, "IAM identifiers". */
import { decodeBase32, encodeBase32 } from './base32.ts'
import type { Random } from '../runtime/random.ts'

/** Prefixes of IAM unique ids. Source: IAM user guide, "Understanding unique ID prefixes". */
export type UniqueIdPrefix = 'AIDA' | 'AROA' | 'AGPA' | 'ANPA' | 'AIPA' | 'ASCA' | 'ACCA'

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A new unique id: the prefix and 17 random base32 characters, 21 in all. */
export const uniqueId = (prefix: UniqueIdPrefix, random: Random): string =>
  prefix + encodeBase32(random.bytes(11)).slice(0, 17)

/** A new id of an SSH public key: 20 characters, as access key ids have. Source: IAM user guide, "Use IAM with CodeCommit". */
export const sshPublicKeyId = (random: Random): string => `APKA${encodeBase32(random.bytes(10))}`

/** `length` random characters of `a-z0-9` (organization, root and request ids). */
export function randomLabel(length: number, random: Random): string {
  let label = ''
  while (label.length < length) {
    for (const byte of random.bytes(length)) {
      // 252 is the largest multiple of 36 below 256: bytes above it would favour some characters.
      if (byte < 252 && label.length < length) label += LETTERS_AND_DIGITS.charAt(byte % 36)
    }
  }
  return label
}

/** A new account id: 12 digits, the first not 0. */
export function newAccountId(random: Random): string {
  const number = Buffer.from(random.bytes(6)).readUIntBE(0, 6)
  return String(100_000_000_000 + (number % 900_000_000_000))
}

/** The 10 bytes behind an access key id: top bit 1, 40 bits of account id, 39 random bits (token.md). */
export function accessKeyBytes(accountId: string, random: Random): Uint8Array {
  const account = Number(accountId)
  if (!(Number.isSafeInteger(account) && account >= 0 && account < 2 ** 40)) throw new RangeError('not an account id')
  const bytes = Buffer.allocUnsafe(10)
  bytes.set(random.bytes(5), 5)
  // Top bit, then the account's upper 39 bits; its lowest bit is the top bit of the random half. No BigInt: 3 us less.
  bytes.writeUIntBE(2 ** 39 + Math.floor(account / 2), 0, 5)
  bytes[5] = ((bytes[5] ?? 0) & 0x7f) | (account % 2 === 1 ? 0x80 : 0)
  return bytes
}

/** A new long-term access key id: `AKIA` and 16 base32 characters that encode the account. */
export const accessKeyId = (accountId: string, random: Random): string =>
  `AKIA${encodeBase32(accessKeyBytes(accountId, random))}`

/**
 * The account an access key id encodes, or undefined where the id does not have the layout. Reads the id alone, as public
 * decoders of AWS's key ids do.
 */
export function accountOfAccessKeyId(id: string): string | undefined {
  if (id.length !== 20 || !(id.startsWith('AKIA') || id.startsWith('ASIA'))) return undefined
  const bytes = decodeBase32(id.slice(4))
  if (bytes === undefined || (bytes[0] ?? 0) < 0x80) return undefined
  const upper = Buffer.from(bytes).readUIntBE(0, 5) - 2 ** 39
  const account = upper * 2 + ((bytes[5] ?? 0) >> 7)
  return account < 1_000_000_000_000 ? String(account).padStart(12, '0') : undefined
}

/** Bytes as two digits each. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A new version-4 UUID (request ids, event ids). Source: RFC 9562 section 5.4. */
export function uuid(random: Random): string {
  const bytes = random.bytes(16)
  let text = ''
  for (let at = 0; at < 16; at += 1) {
    const byte = bytes[at] ?? 0
    const kept = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte
    text += at === 4 || at === 6 || at === 8 || at === 10 ? `-${HEX[kept]}` : HEX[kept]
  }
  return text
}
