/** Authenticated encryption under keys that come from the root key: secrets in SQL, wrapped keys on disk, messages. */
import { SALT_BYTES, newHedge } from './hedge.ts'
import { IV_BYTES, KEY_BYTES, TAG_BYTES, gcmOpen, gcmSeal, hkdf, subkey } from './primitives.ts'
import type { KeyObject } from 'node:crypto'
import type { SecretBox } from '../domain/secret.ts'
import type { GcmInput } from './primitives.ts'
import type { Random } from '../runtime/random.ts'

/** A box with one key. `context` is associated data: what was sealed with another context does not open. */
export interface Box {
  seal(plaintext: Uint8Array, context: string): Buffer
  /** undefined for anything this box did not seal with the same context. */
  open(sealed: Uint8Array, context: string): Buffer | undefined
}

/** Bytes that sealing adds to a plaintext: version, salt, tag. */
export const BOX_OVERHEAD = 1 + SALT_BYTES + TAG_BYTES

/** Not the first byte of any token. */
const VERSION = Buffer.of(0xb1)
const MESSAGE_INFO = Buffer.from('brevet/v1/box/message')

/**
 * A box for one purpose: version(1) salt(24) ciphertext tag(16). Each message has an AES key of its own, derived from a
 * hedged salt, so no number of messages and no stuck random source repeats a key with a nonce.
 */
export function newBox(rootKey: KeyObject, purpose: string, random: Random): Box {
  const key = subkey(rootKey, `brevet/v1/box/${purpose}`)
  const hedge = newHedge(rootKey, random)
  const input = (salt: Uint8Array, context: string): GcmInput => {
    const okm = hkdf(key, { salt, info: MESSAGE_INFO }, KEY_BYTES + IV_BYTES)
    const aad = Buffer.concat([VERSION, Buffer.from(context)])
    return { key: okm.subarray(0, KEY_BYTES), iv: okm.subarray(KEY_BYTES), aad }
  }
  return {
    seal(plaintext, context) {
      const contextBytes = Buffer.from(context)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(contextBytes.length)
      const salt = hedge(length, contextBytes, plaintext)
      return Buffer.concat([VERSION, salt, gcmSeal(input(salt, context), plaintext)])
    },
    open(sealed, context) {
      if (sealed.length < BOX_OVERHEAD || sealed[0] !== VERSION[0]) return undefined
      const salt = sealed.subarray(1, 1 + SALT_BYTES)
      return gcmOpen(input(salt, context), sealed.subarray(1 + SALT_BYTES))
    },
  }
}

/** The SecretBox of a deployment. `open` throws for what was altered, moved to another row, or sealed under another root key. */
export function newSecretBox(rootKey: KeyObject, random: Random): SecretBox {
  const box = newBox(rootKey, 'secret', random)
  return {
    seal: (plaintext, context) => box.seal(plaintext, context),
    open(ciphertext, context) {
      const plaintext = box.open(ciphertext, context)
      if (plaintext === undefined)
        throw new Error(
          `the secret of ${context} does not open: it was altered, moved, or sealed under another root key`,
        )
      return plaintext
    },
  }
}
