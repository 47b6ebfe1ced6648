/** The signature suites, verification half: nothing here, nor anything it imports, can sign. */
import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { SIGNATURE_BYTES } from './format.ts'

/** 1: ECDSA P-256 with SHA-256, raw r || s, low s. 2: Ed25519. */
export type Suite = 1 | 2

/** Half the order of P-256, rounded down. Source: SEC 2 section 2.4.2. */
const HALF_ORDER = Buffer.from('7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8', 'hex')

/**
 * True for an s of at most half the order. If (r, s) verifies then so does (r, -s): taking only the lower one leaves one
 * signature, and so one text, for each token.
 */
export const isLowS = (s: Uint8Array): boolean => HALF_ORDER.compare(s) >= 0

/** True where `signature` (64 bytes) is the key's over `message`. Never throws on what a caller can send. */
export function verifySignature(
  key: { readonly suite: Suite; readonly publicKey: KeyObject },
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false
  if (key.suite === 2) return verify(null, message, key.publicKey, signature)
  if (!isLowS(signature.subarray(32))) return false
  return verify('sha256', message, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, signature)
}

/** The public key of its SPKI bytes (DER). Throws where it is not a key of that suite. */
export function importPublicKey(suite: Suite, spki: Buffer): KeyObject {
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const fits =
    suite === 2
      ? key.asymmetricKeyType === 'ed25519'
      : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  if (!fits) throw new Error(`not a public key of suite ${suite}`)
  return key
}
