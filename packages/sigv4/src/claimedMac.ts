/** From the signature's text to the fixed 32 bytes that a verifier compares. */

import type { PayloadMode, SignedView } from './parsedRequest.ts'

/** The claimed MAC. Where the text is not 64 lower-case hex digits, `bytes` is all zero and `wellFormed` false; the
 *  comparison is made all the same, so that malformed costs and answers what wrong does. */
export interface ClaimedMac {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly wellFormed: boolean
}

/** A request whose signature was checked. */
export interface VerifiedRequest {
  readonly ok: true
  /** The signed part: the only part to act on. */
  readonly signed: SignedView
  /** `hash` and `absent`: the body was checked too. `unsigned` and `streaming` (S3 rules only): it was not, and the
   *  caller must say what that means. */
  readonly payload: PayloadMode
}

/** The value of a lower-case hex digit that was found to be one: `9` is 0x39, `a` 0x61. */
function digit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 0x61 ? code - 0x30 : code - 0x57
}

/** Reads a signature. Never refuses. */
export function readClaimedMac(signature: string): ClaimedMac {
  const bytes = new Uint8Array(32)
  const wellFormed = /^[0-9a-f]{64}$/.test(signature)
  if (wellFormed) for (let i = 0; i < 32; i++) bytes[i] = (digit(signature, 2 * i) << 4) | digit(signature, 2 * i + 1)
  return { bytes, wellFormed }
}

/** Writes bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
