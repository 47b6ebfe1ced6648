/** SHA-256 on WebCrypto, as hex. */

import { toHex } from '../claimedMac.ts'

const encoder = new TextEncoder()

/** Hashes bytes, or text as UTF-8, to lower-case hex. */
export async function sha256Hex(data: Uint8Array | string): Promise<string> {
  const bytes = typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data)
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
