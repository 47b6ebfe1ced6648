/** Verification with a known signing key, and the same work for a key that does not exist. */

import { canonicalRequest, stringToSign } from '../canonicalRequest.ts'
import { readClaimedMac, type VerifiedRequest } from '../claimedMac.ts'
import type { ParsedRequest } from '../parsedRequest.ts'
import { coversBody, declarationHolds } from '../payload.ts'
import { refuseMismatch, type SigV4Refusal } from '../refusal.ts'
import { sha256Hex } from './sha256.ts'
import { importKey } from './signingKey.ts'

/** What a verifier needs beside the parsed request. */
export interface VerificationInput {
  /** From `deriveSigningKey`, for the parsed request's own scope. */
  readonly signingKey: CryptoKey
  /** The body's bytes as received, before any parser. */
  readonly body: Uint8Array
}

const encoder = new TextEncoder()

/** Checks a signature and, where the payload mode covers it, the body. A wrong signature, a malformed one and a body
 *  that is not the declared one give the same `SignatureDoesNotMatch` (403); WebCrypto compares the MACs.
 *  The payload mode never decides whether the signature is checked. */
export async function verifySignature(
  parsed: ParsedRequest,
  input: VerificationInput,
): Promise<VerifiedRequest | SigV4Refusal> {
  const bodySha256Hex = coversBody(parsed.payload) ? await sha256Hex(input.body) : ''
  const text = stringToSign(parsed, await sha256Hex(canonicalRequest(parsed, bodySha256Hex)))
  const claimed = readClaimedMac(parsed.signature)
  const equal = await crypto.subtle.verify('HMAC', input.signingKey, claimed.bytes, encoder.encode(text))
  if (!equal || !claimed.wellFormed || !declarationHolds(parsed.payload, bodySha256Hex)) return refuseMismatch()
  return { ok: true, signed: parsed.signed, payload: parsed.payload }
}

/** Does the work of {@link verifySignature} for an access key that does not exist or may not be used, and always
 *  refuses. */
export async function refuseUnknownKey(parsed: ParsedRequest, body: Uint8Array): Promise<SigV4Refusal> {
  const outcome = await verifySignature(parsed, { signingKey: await importKey(new Uint8Array(32)), body })
  return outcome.ok ? refuseMismatch() : outcome
}
