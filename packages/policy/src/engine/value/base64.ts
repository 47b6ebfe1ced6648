/** Strict base64: standard alphabet, padded, unused bits zero. Then equal texts are equal bytes, and only then. */

const PAD = 0x3d

/** Whether `text` is the one strict encoding of some bytes; the empty text encodes none. */
export function isBase64(text: string): boolean {
  const { length } = text
  if (length % 4 !== 0) return false
  if (length === 0) return true
  const pads = text.charCodeAt(length - 1) !== PAD ? 0 : text.charCodeAt(length - 2) !== PAD ? 1 : 2
  for (let at = 0; at < length - pads; at += 1) if (sextet(text.charCodeAt(at)) === -1) return false
  // One pad leaves two bits of the last character unused, two pads leave four.
  const unused = pads === 0 ? 0 : pads === 1 ? 0b11 : 0b1111
  return (sextet(text.charCodeAt(length - pads - 1)) & unused) === 0
}

/** The six bits of a character, -1 outside the alphabet. */
function sextet(unit: number): number {
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61 + 26
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 52
  return unit === 0x2b ? 62 : unit === 0x2f ? 63 : -1
}
