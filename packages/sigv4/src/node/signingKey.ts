/** Signing keys as KeyObjects, derived and cached. */

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

import type { CredentialScope } from '../parsedRequest.ts'
import { createKeyCache, type SigningKeyCache } from '../signingKeyCache.ts'

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest()
}

/** Derives the signing key of one day, region and service from a secret access key: four HMACs, as SigV4 defines.
 *  The KeyObject cannot be printed or serialised by accident. */
export function deriveSigningKey(secret: string, scope: CredentialScope): KeyObject {
  const dateKey = hmac(`AWS4${secret}`, scope.date)
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.service)
  return createSecretKey(hmac(serviceKey, 'aws4_request'))
}

/** Makes a bounded cache of derived keys. See {@link SigningKeyCache} for what may identify an entry. Throws RangeError
 *  unless `maxEntries` is a positive integer. */
export function createSigningKeyCache(maxEntries: number): SigningKeyCache<KeyObject> {
  return createKeyCache(maxEntries, deriveSigningKey)
}
