/** The symmetric primitives of node:crypto, each in the one form that Brevet uses. */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** Bytes of an AES-256 key, of a GCM nonce, of a GCM tag. Shorter tags exist and are never taken. */
export const KEY_BYTES = 32
export const IV_BYTES = 12
export const TAG_BYTES = 16

/** HMAC-SHA256 over the parts joined, 32 bytes. Source: RFC 2104. */
export function hmac(key: KeyObject, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** What an HKDF output is bound to. */
export interface HkdfInput {
  readonly salt: Uint8Array
  readonly info: Uint8Array
}

/** HKDF-SHA256, `size` bytes. Throws above 8,160. Source: RFC 5869. */
export const hkdf = (key: KeyObject, { salt, info }: HkdfInput, size: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, size))

/** An opaque key of `bytes`, which are wiped: the key object becomes their only holder. */
export function keyObject(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

/** A 32-byte subkey for one purpose. `label` names it, parts and all, so that no two purposes share a key. */
export const subkey = (key: KeyObject, label: string): KeyObject =>
  keyObject(hkdf(key, { salt: Buffer.alloc(0), info: Buffer.from(label) }, KEY_BYTES))

/** Key (32 bytes), nonce (12 bytes) and associated data of one AES-256-GCM message. */
export interface GcmInput {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly aad: Uint8Array
}

/** AES-256-GCM: ciphertext and 16-byte tag, joined. Source: NIST SP 800-38D. */
export function gcmSeal({ key, iv, aad }: GcmInput, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** The plaintext of `sealed` (ciphertext and 16-byte tag), or undefined where anything differs. Nothing leaves before the tag is checked. */
export function gcmOpen({ key, iv, aad }: GcmInput, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined
  // Without authTagLength Node would take a tag of 4 bytes.
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const unchecked = decipher.update(sealed.subarray(0, -TAG_BYTES))
  try {
    decipher.final()
    return unchecked
  } catch {
    unchecked.fill(0)
    return undefined
  }
}
