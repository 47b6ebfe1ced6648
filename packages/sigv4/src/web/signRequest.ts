/** Signing with WebCrypto. */

import { canonicalRequest, stringToSign } from '../canonicalRequest.ts'
import { toHex } from '../claimedMac.ts'
import {
  type PresignOptions,
  prepareHeaders,
  prepareQuery,
  type SignedHeaderList,
  type SigningCredentials,
  type SigningOptions,
  type Unsigned,
} from '../signing.ts'
import type { WireRequest } from '../wireRequest.ts'
import { sha256Hex } from './sha256.ts'
import { deriveSigningKey } from './signingKey.ts'

const encoder = new TextEncoder()

async function complete<Result>(unsigned: Unsigned<Result>, secret: string, bodySha256Hex: string): Promise<Result> {
  const { parsed } = unsigned
  const text = stringToSign(parsed, await sha256Hex(canonicalRequest(parsed, bodySha256Hex)))
  const key = await deriveSigningKey(secret, parsed.scope)
  return unsigned.finish(toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))))
}

/** Signs by header. Returns the whole header list to send: the request's own, then X-Amz-Date, the session token and
 *  Authorization. The request must have a Host header. Rejects with TypeError where no verifier could read it. */
export async function signRequest(
  request: WireRequest,
  credentials: SigningCredentials,
  options: SigningOptions,
): Promise<SignedHeaderList> {
  const bodySha256Hex = await sha256Hex(options.body ?? '')
  const unsigned = prepareHeaders(request, credentials, { ...options, bodySha256Hex })
  return complete(unsigned, credentials.secretAccessKey, bodySha256Hex)
}

/** Presigns. Returns the request-target with the signature in its query; the request's headers must be sent as given.
 *  Rejects with TypeError where no verifier could read the request. */
export async function presignRequest(
  request: WireRequest,
  credentials: SigningCredentials,
  options: PresignOptions,
): Promise<string> {
  const bodySha256Hex = await sha256Hex(options.body ?? '')
  return complete(prepareQuery(request, credentials, options), credentials.secretAccessKey, bodySha256Hex)
}
