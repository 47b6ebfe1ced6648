/** Base32 of RFC 4648 section 6 (A-Z, 2-7), without padding. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The value of a character by its code, -1 outside the alphabet. */
function valueOf(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41
  return code >= 0x32 && code <= 0x37 ? code - 0x32 + 26 : -1
}

/** Base32 text of `bytes`, most significant bit first; the last character is padded with zero bits. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = ((buffer & 0x1f) << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((buffer >> bits) & 0x1f)
    }
  }
  return bits > 0 ? text + ALPHABET.charAt((buffer << (5 - bits)) & 0x1f) : text
}

/** The bytes of unpadded base32 text, or undefined where a character is outside the alphabet or left-over bits are set. */
export function decodeBase32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let buffer = 0
  let bits = 0
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    const value = valueOf(text.charCodeAt(at))
    if (value < 0) return undefined
    buffer = ((buffer & 0xff) << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (buffer >> bits) & 0xff
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 && bits < 5 ? bytes : undefined
}
