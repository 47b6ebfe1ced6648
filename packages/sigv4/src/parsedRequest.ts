/** What parsing yields: the claim that a request makes about its signer, and exactly what that signer signed. */

import type { QueryParameter } from './query.ts'

/** Where and when a signing key is good: the middle of `Credential=`. */
export interface CredentialScope {
  /** UTC day, `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  readonly service: string
}

/** The streaming payload modes, recognised by name. This package checks the signature of the request that opens the
 *  stream, never its chunks. */
export type StreamingMode =
  | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
  | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
  | 'STREAMING-AWS4-HMAC-SHA256-EVENTS'
  | 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD'
  | 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER'
  | 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'

/** What the signature says about the body.
 *  `hash`: its SHA-256 was declared and is checked. `absent`: nothing was declared; the hash of the body received is
 *  signed. `unsigned`: the body is not covered. `streaming`: the caller must check the chunks or refuse. */
export type PayloadMode =
  | { readonly kind: 'hash'; readonly sha256Hex: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'streaming'; readonly name: StreamingMode }

/** The signed part of a request and nothing else. Act on this, never on the raw request. */
export interface SignedView {
  readonly method: string
  /** Path with escapes as received (ASCII); dot segments and doubled slashes removed unless S3's rules hold. */
  readonly path: string
  /** Decoded parameters in canonical order, because a signature does not cover the order of arrival. The presigned
   *  form's own `X-Amz-Signature`, and a token attached after signing, are not among them. */
  readonly query: readonly QueryParameter[]
  /** Signed headers only: lower-case name to trimmed, blank-folded, comma-joined value. */
  readonly headers: ReadonlyMap<string, string>
}

/** The first four parts of the canonical request, ready to be joined. */
export interface CanonicalParts {
  readonly path: string
  readonly query: string
  /** One `name:value` line per signed header, each ended by a newline. */
  readonly headers: string
  readonly signedHeaders: string
}

/** A well-formed signed request. Nothing in it is proven until a verifier says so. */
export interface ParsedRequest {
  readonly ok: true
  /** `header`: Authorization header. `query`: presigned. */
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** The signing time, `YYYYMMDDTHHMMSSZ`, and the same as epoch milliseconds. */
  readonly timestamp: string
  readonly signedAtMs: number
  /** `X-Amz-Expires` of the query form in seconds, where it is an integer. Not range-checked: see `checkTime`. */
  readonly expiresSeconds?: number
  readonly signedHeaderNames: readonly string[]
  /** As received; its shape is checked only by the verifier, so that malformed and wrong look the same. */
  readonly signature: string
  readonly sessionToken?: string
  readonly payload: PayloadMode
  readonly signed: SignedView
  readonly canonical: CanonicalParts
}
