/** What an authenticator app does, written from RFC 6238 and 4226 alone. */
import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function decode(base32: string): Buffer {
  const bits = Array.from(base32.replaceAll('=', ''), (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** The six digits that a device with this seed (base32) shows at `atMs`. */
export function codeAt(seed: string, atMs: number): string {
  const counter = Buffer.alloc(8)
  counter.writeUInt32BE(Math.floor(atMs / 30_000), 4)
  const mac = createHmac('sha1', decode(seed)).update(counter).digest()
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
