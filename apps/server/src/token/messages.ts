/** Encrypted authorization messages: what DecodeAuthorizationMessage opens. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { BOX_OVERHEAD, newBox } from './secretBox.ts'
import { decodeBase64, encodeBase64 } from '../domain/base64.ts'
import type { KeyObject } from 'node:crypto'
import type { MessageSealer } from './token.ts'
import type { Random } from '../runtime/random.ts'

/** Longest message, base64 characters. Source: STS API reference, DecodeAuthorizationMessage, `EncodedMessage`. */
export const MAX_MESSAGE_CHARACTERS = 10_240
/** Every plaintext of at most this many UTF-8 bytes fits, however badly it compresses: callers cut theirs to it. */
export const MAX_MESSAGE_BYTES = 7_400
/** Nothing inflates to more, bytes. */
const MAX_INFLATED_BYTES = 65_536
/**
 * Messages are padded to a multiple of this, bytes: what the caller chose is compressed together with what it may not
 * read, so an exact length would let it guess at the latter.
 */
const PADDING_BYTES = 128
const LENGTH_BYTES = 2

/**
 * Seals authorization messages for one account each: deflate, pad, AES-256-GCM with the account as associated data. `seal`
 * takes any plaintext of MAX_MESSAGE_BYTES, and larger ones that compress; it throws RangeError for what does not fit.
 */
export function newMessageSealer(rootKey: KeyObject, random: Random): MessageSealer {
  const box = newBox(rootKey, 'message', random)
  const context = (accountId: string): string => `authorization-message/${accountId}`
  return {
    seal(accountId, plaintext) {
      const message = encodeBase64(box.seal(pack(plaintext), context(accountId)))
      if (message.length > MAX_MESSAGE_CHARACTERS) throw tooLong()
      return message
    },
    open(accountId, message) {
      if (message.length > MAX_MESSAGE_CHARACTERS) return undefined
      const sealed = decodeBase64(message)
      const packed = sealed && box.open(sealed, context(accountId))
      return packed && unpack(packed)
    },
  }
}

const tooLong = (): RangeError => new RangeError('the authorization message is too long')

function pack(plaintext: string): Buffer {
  const bytes = Buffer.from(plaintext)
  if (bytes.length > MAX_INFLATED_BYTES) throw tooLong()
  const deflated = deflateRawSync(bytes, { level: 9 })
  const size = LENGTH_BYTES + deflated.length + BOX_OVERHEAD
  const packed = Buffer.alloc(Math.ceil(size / PADDING_BYTES) * PADDING_BYTES - BOX_OVERHEAD)
  if (deflated.length > 0xffff) throw tooLong()
  packed.writeUInt16BE(deflated.length)
  deflated.copy(packed, LENGTH_BYTES)
  return packed
}

/** Only ever sees what `pack` made: the box has checked the tag. */
function unpack(packed: Buffer): string {
  const end = LENGTH_BYTES + packed.readUInt16BE()
  return inflateRawSync(packed.subarray(LENGTH_BYTES, end), { maxOutputLength: MAX_INFLATED_BYTES }).toString()
}
