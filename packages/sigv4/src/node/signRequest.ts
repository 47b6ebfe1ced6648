/** Signing with node:crypto. */

import { createHmac, hash } from 'node:crypto'

import { canonicalRequest, stringToSign } from '../canonicalRequest.ts'
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
import { deriveSigningKey } from './signingKey.ts'

const empty = new Uint8Array(0)

function complete<Result>(unsigned: Unsigned<Result>, secret: string, bodySha256Hex: string): Result {
  const { parsed } = unsigned
  const text = stringToSign(parsed, hash('sha256', canonicalRequest(parsed, bodySha256Hex), 'hex'))
  return unsigned.finish(createHmac('sha256', deriveSigningKey(secret, parsed.scope)).update(text).digest('hex'))
}

/** Signs by header. Returns the whole header list to send: the request's own, then X-Amz-Date, the session token and
 *  Authorization. The request must have a Host header. Throws TypeError where no verifier could read the request. */
export function signRequest(
  request: WireRequest,
  credentials: SigningCredentials,
  options: SigningOptions,
): SignedHeaderList {
  const bodySha256Hex = hash('sha256', options.body ?? empty, 'hex')
  const unsigned = prepareHeaders(request, credentials, { ...options, bodySha256Hex })
  return complete(unsigned, credentials.secretAccessKey, bodySha256Hex)
}

/** Presigns. Returns the request-target with the signature in its query; the request's headers must be sent as given.
 *  Throws TypeError where no verifier could read the request. */
export function presignRequest(request: WireRequest, credentials: SigningCredentials, options: PresignOptions): string {
  const bodySha256Hex = hash('sha256', options.body ?? empty, 'hex')
  return complete(prepareQuery(request, credentials, options), credentials.secretAccessKey, bodySha256Hex)
}
