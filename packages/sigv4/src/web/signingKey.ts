/** Signing keys as non-extractable CryptoKeys, derived and cached. */

import type { CredentialScope } from '../parsedRequest.ts'
import { createKeyCache, type SigningKeyCache } from '../signingKeyCache.ts'

const hmacSha256 = { name: 'HMAC', hash: 'SHA-256' }
const encoder = new TextEncoder()

/** Imports raw bytes as an HMAC-SHA-256 key that can sign and verify but never be read back. */
export function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, hmacSha256, false, ['sign', 'verify'])
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', await importKey(key), encoder.encode(text)))
}

/** Derives the signing key of one day, region and service from a secret access key: four HMACs, as SigV4 defines. */
export async function deriveSigningKey(secret: string, scope: CredentialScope): Promise<CryptoKey> {
  const dateKey = await hmac(encoder.encode(`AWS4${secret}`), scope.date)
  const serviceKey = await hmac(await hmac(dateKey, scope.region), scope.service)
  return importKey(await hmac(serviceKey, 'aws4_request'))
}

/** Makes a bounded cache of derived keys (as promises, so that concurrent callers share one derivation). See
 *  {@link SigningKeyCache} for what may identify an entry. Throws RangeError unless `maxEntries` is a positive integer. */
export function createSigningKeyCache(maxEntries: number): SigningKeyCache<Promise<CryptoKey>> {
  return createKeyCache(maxEntries, deriveSigningKey)
}
