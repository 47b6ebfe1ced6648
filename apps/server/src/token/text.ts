/** Text and identifiers as claims carry them: one byte form for each text, one text for each byte form. */
import { decodeBase32, encodeBase32 } from '../domain/base32.ts'
import { Malformed } from './tlv.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8. Throws RangeError for lone surrogates, which UTF-8 cannot carry. */
export function encodeText(text: string): Buffer {
  if (!text.isWellFormed()) throw new RangeError('text with a lone surrogate cannot be sealed')
  return Buffer.from(text)
}

/** The text of valid UTF-8. Throws Malformed for any other bytes. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    throw new Malformed('not UTF-8', { cause: error })
  }
}

/** Longest identifier, characters: access key ids given by the operator may have as many. */
export const MAX_IDENTIFIER = 128
const PLAIN = 0
/** 8 base32 characters are 5 bytes. */
const GROUP = 8
const PACKABLE = /^[A-Z2-7]+$/
const VISIBLE_ASCII = /^[\x21-\x7e]+$/

/**
 * An identifier of 1 to 128 visible ASCII characters. Unique ids and access key ids are base32 and packed as such: their
 * number of characters, then 5 bits each. Any other: a zero, then its characters. Throws RangeError for what is neither.
 */
export function encodeIdentifier(id: string): Buffer {
  if (id.length > MAX_IDENTIFIER || !VISIBLE_ASCII.test(id)) throw new RangeError('not an identifier')
  if (!PACKABLE.test(id)) return Buffer.concat([Buffer.of(PLAIN), Buffer.from(id)])
  const groups = decodeBase32(id.padEnd(Math.ceil(id.length / GROUP) * GROUP, 'A'))
  if (groups === undefined) throw new RangeError('not an identifier')
  return Buffer.concat([Buffer.of(id.length), groups.subarray(0, packedBytes(id.length))])
}

/** The identifier of its bytes. Throws Malformed for any bytes that encodeIdentifier would not have made. */
export function decodeIdentifier(bytes: Buffer): string {
  const length = bytes[0]
  if (length === undefined || length > MAX_IDENTIFIER) throw new Malformed('not an identifier')
  const body = bytes.subarray(1)
  if (length === PLAIN) return decodePlain(body)
  if (body.length !== packedBytes(length)) throw new Malformed('not an identifier')
  const groups = Buffer.alloc(Math.ceil(length / GROUP) * 5)
  body.copy(groups)
  const id = encodeBase32(groups)
  for (let at = length; at < id.length; at++) if (id[at] !== 'A') throw new Malformed('not an identifier')
  return id.slice(0, length)
}

function decodePlain(body: Buffer): string {
  const id = body.toString('latin1')
  if (body.length > MAX_IDENTIFIER || !VISIBLE_ASCII.test(id) || PACKABLE.test(id))
    throw new Malformed('not an identifier')
  return id
}

const packedBytes = (characters: number): number => Math.ceil((characters * 5) / 8)
