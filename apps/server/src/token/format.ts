/**
 * The layout of a sealed token, version 1 (token.md):
 *
 * hdr   = version(1) suite(1) issuerRegion(2) sealEpoch(4) signKeyId(4) accessKey(10)
 * token = base64(hdr || salt(24) || commit(32) || ciphertext || tag(16) || signature(64))
 *
 * Numbers are big-endian; the base64 is RFC 4648 section 4, canonical.
 */
import { decodeBase64, encodeBase64 } from '../domain/base64.ts'
import { encodeBase32 } from '../domain/base32.ts'
import { SALT_BYTES } from './hedge.ts'
import { TAG_BYTES } from './primitives.ts'

/** The only version there is. */
export const TOKEN_VERSION = 1
/** Longest token, characters. */
export const MAX_TOKEN_CHARACTERS = 4_096
/** Bytes of the parts. */
export const HEADER_BYTES = 22
export const COMMIT_BYTES = 32
export const SIGNATURE_BYTES = 64

const SALT_AT = HEADER_BYTES
const COMMIT_AT = SALT_AT + SALT_BYTES
const BOX_AT = COMMIT_AT + COMMIT_BYTES
const ACCESS_KEY_AT = 12
const MIN_TOKEN_BYTES = BOX_AT + TAG_BYTES + SIGNATURE_BYTES
const SIGNATURE_LABEL = Buffer.from('brevet/v1/token')

/** Which key sealed a token: `suite` 1 or 2, the region's index in the manifest, the epoch, and the key's id. */
export interface KeyName {
  readonly suite: number
  readonly regionIndex: number
  readonly epoch: number
  /** First 4 bytes of the SHA-256 of the public key (SPKI, DER). */
  readonly keyId: number
}

/** The 22 header bytes. `accessKey` is the 10 bytes behind the access key id. */
export function encodeHeader(key: KeyName, accessKey: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(TOKEN_VERSION, 0)
  header.writeUInt8(key.suite, 1)
  header.writeUInt16BE(key.regionIndex, 2)
  header.writeUInt32BE(key.epoch, 4)
  header.writeUInt32BE(key.keyId, 8)
  header.set(accessKey, ACCESS_KEY_AT)
  return header
}

/** Names exactly one key: suite, region, epoch and key id as the header carries them. */
export const keySelector = (header: Buffer): string => header.toString('latin1', 1, ACCESS_KEY_AT)

/** The access key id a header carries: `ASIA` and 16 base32 characters. */
export const headerAccessKeyId = (header: Buffer): string => `ASIA${encodeBase32(header.subarray(ACCESS_KEY_AT))}`

/** The session id that belongs to a salt: base32 of its first 10 bytes, 16 characters. */
export const sessionIdOf = (salt: Buffer): string => encodeBase32(salt.subarray(0, 10))

/** A token taken apart. Nothing in it is believed yet. */
export interface TokenParts {
  readonly header: Buffer
  readonly salt: Buffer
  readonly commit: Buffer
  /** header || salt || commit: what the encryption is bound to. */
  readonly aad: Buffer
  /** Ciphertext and tag. */
  readonly box: Buffer
  /** Everything before the signature, under its label: what is signed. */
  readonly signed: Buffer
  readonly signature: Buffer
}

/** The bytes that are signed: the label, then everything of the token before its signature. */
export const signedBytes = (...body: readonly Uint8Array[]): Buffer => Buffer.concat([SIGNATURE_LABEL, ...body])

/** The token's text. `signed` is what signedBytes gave. */
export const encodeToken = (signed: Buffer, signature: Uint8Array): string =>
  encodeBase64(Buffer.concat([signed.subarray(SIGNATURE_LABEL.length), signature]))

/** Takes a token apart, or answers undefined where length, base64 or version are not exactly right. Touches no key. */
export function parseToken(token: string): TokenParts | undefined {
  if (token.length > MAX_TOKEN_CHARACTERS) return undefined
  const bytes = decodeBase64(token)
  if (bytes === undefined || bytes.length < MIN_TOKEN_BYTES || bytes[0] !== TOKEN_VERSION) return undefined
  const end = bytes.length - SIGNATURE_BYTES
  return {
    header: bytes.subarray(0, HEADER_BYTES),
    salt: bytes.subarray(SALT_AT, COMMIT_AT),
    commit: bytes.subarray(COMMIT_AT, BOX_AT),
    aad: bytes.subarray(0, BOX_AT),
    box: bytes.subarray(BOX_AT, end),
    signed: signedBytes(bytes.subarray(0, end)),
    signature: bytes.subarray(end),
  }
}
