/** Verification with a known signing key, and the same work for a key that does not exist. */

import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'

import { canonicalRequest, stringToSign } from '../canonicalRequest.ts'
import { readClaimedMac, type VerifiedRequest } from '../claimedMac.ts'
import type { ParsedRequest } from '../parsedRequest.ts'
import { coversBody, declarationHolds } from '../payload.ts'
import { refuseMismatch, type SigV4Refusal } from '../refusal.ts'

/** What a verifier needs beside the parsed request. */
export interface VerificationInput {
  /** From `deriveSigningKey`, for the parsed request's own scope. */
  readonly signingKey: KeyObject
  /** The body's bytes as received, before any parser. */
  readonly body: Uint8Array
}

const nobodysKey = createSecretKey(new Uint8Array(32))

/** Checks a signature and, where the payload mode covers it, the body. A wrong signature, a malformed one and a body
 *  that is not the declared one give the same `SignatureDoesNotMatch` (403); the MACs are compared in constant time.
 *  The payload mode never decides whether the signature is checked. */
export function verifySignature(parsed: ParsedRequest, input: VerificationInput): VerifiedRequest | SigV4Refusal {
  const bodySha256Hex = coversBody(parsed.payload) ? hash('sha256', input.body, 'hex') : ''
  const canonicalSha256Hex = hash('sha256', canonicalRequest(parsed, bodySha256Hex), 'hex')
  const expected = createHmac('sha256', input.signingKey).update(stringToSign(parsed, canonicalSha256Hex)).digest()
  const claimed = readClaimedMac(parsed.signature)
  const genuine = timingSafeEqual(expected, claimed.bytes) && claimed.wellFormed
  if (!genuine || !declarationHolds(parsed.payload, bodySha256Hex)) return refuseMismatch()
  return { ok: true, signed: parsed.signed, payload: parsed.payload }
}

/** Does the work of {@link verifySignature} for an access key that does not exist or may not be used, and always
 *  refuses, so that unknown and wrong take the same time. The caller puts its own code on the refusal
 *  (`InvalidClientTokenId`). */
export function refuseUnknownKey(parsed: ParsedRequest, body: Uint8Array): SigV4Refusal {
  const outcome = verifySignature(parsed, { signingKey: nobodysKey, body })
  return outcome.ok ? refuseMismatch() : outcome
}
