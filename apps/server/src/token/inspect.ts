/** Opening with public and claims keys only; and the check that a token just sealed says what it was asked to say. */
import { timingSafeEqual } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { accountOfAccessKeyId } from '../domain/ids.ts'
import { decodeClaims } from './claims.ts'
import { headerAccessKeyId, keySelector, parseToken, encodeHeader } from './format.ts'
import { deriveCipher } from './keys/epochKeys.ts'
import { gcmOpen } from './primitives.ts'
import { verifySignature } from './suites.ts'
import type { InspectionKey } from './keys/epochKeys.ts'
import type { SessionClaims } from '../domain/session.ts'
import type { TokenParts } from './format.ts'
import type { TokenRefusal } from './token.ts'

/** The claims of a token whose key was found, or why there are none. */
export type Inspected =
  | { readonly ok: true; readonly claims: SessionClaims }
  | { readonly ok: false; readonly why: TokenRefusal }

/**
 * Signature, then key commitment (constant time), then decryption, then claims. Each step runs only where the one before
 * it held, so nothing that the region did not sign meets a secret key.
 */
export function readSealed(parts: TokenParts, key: InspectionKey): Inspected {
  if (!verifySignature(key, parts.signed, parts.signature)) return { ok: false, why: 'badSignature' }
  const cipher = deriveCipher(key.claimsKey, parts)
  if (!timingSafeEqual(cipher.commit, parts.commit)) return { ok: false, why: 'badCommitment' }
  const plaintext = gcmOpen({ key: cipher.key, iv: cipher.iv, aad: parts.aad }, parts.box)
  const claims = plaintext && decodeClaims(plaintext)
  if (claims === undefined || claims.accountId !== accountOfAccessKeyId(headerAccessKeyId(parts.header)))
    return { ok: false, why: 'badClaims' }
  return { ok: true, claims }
}

/** Every claim by name: the compiler asks for a new one here too. */
const CLAIMS: Readonly<Record<keyof SessionClaims, true>> = {
  kind: true,
  issuedAtMs: true,
  expiresAtMs: true,
  accountId: true,
  principalId: true,
  sourceAccessKeyId: true,
  sessionName: true,
  sourceIdentity: true,
  tags: true,
  chainDepth: true,
  parentSessionId: true,
  mfaAtMs: true,
  regionScope: true,
  policies: true,
}
const CLAIM_NAMES = Object.keys(CLAIMS) as (keyof SessionClaims)[]

/**
 * Throws where `token` does not open with `key`, or differs in any claim from `claims`. A token that fails is never
 * handed out: the fault is ours, and nobody else would notice a claim that was lost.
 */
export function inspect(token: string, claims: SessionClaims, key: InspectionKey): void {
  const parts = parseToken(token)
  if (parts === undefined || keySelector(parts.header) !== keySelector(encodeHeader(key, Buffer.alloc(10))))
    throw new Error('a sealed token does not name its key')
  const read = readSealed(parts, key)
  if (!read.ok) throw new Error(`a sealed token does not open: ${read.why}`)
  // The clone makes records without prototype comparable.
  const wrong = CLAIM_NAMES.find((name) => !isDeepStrictEqual(read.claims[name], structuredClone(claims[name])))
  if (wrong !== undefined) throw new Error(`a sealed token says something else of ${wrong}`)
}

/** Answers true once in every `n` calls, the first included: which tokens are inspected. */
export function everyNth(n: number): () => boolean {
  let calls = 0
  return () => calls++ % n === 0
}
