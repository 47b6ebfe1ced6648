/** What the rest of the server needs of tokens. Format and reasons: docs of format.ts and shared design token.md. */
import type { Secret } from '../domain/secret.ts'
import type { Session, SessionClaims } from '../domain/session.ts'

/** Freshly issued credentials. `expiresAtMs` repeats the claims. */
export interface IssuedCredentials {
  readonly sessionId: string
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret
  readonly expiresAtMs: number
  /** Percent (0 to 100, whole, rounded up) of the packed-policy budget that session policies and tags use; absent when there are none. */
  readonly packedPolicySize?: number
}

/** Why a token does not open. `expired` and `revoked` become ExpiredToken; all others InvalidClientTokenId. */
export type TokenRefusal =
  | 'malformed'
  | 'unknownKey'
  | 'keyIdMismatch'
  | 'badSignature'
  | 'badCommitment'
  | 'badClaims'
  | 'expired'
  | 'revoked'
  | 'wrongRegion'

/** The result of opening a token. The secret signs SigV4 requests; `cacheKey` is unique to the token's bytes. */
export type Opened =
  | { readonly ok: true; readonly session: Session; readonly secretAccessKey: Secret; readonly cacheKey: string }
  | { readonly ok: false; readonly why: TokenRefusal }

/** Seals sessions for one region. */
export interface TokenIssuer {
  readonly region: string
  /** Rejects with PackedPolicyTooLarge (ServiceError) when policies and tags do not fit. */
  seal(claims: SessionClaims): Promise<IssuedCredentials>
  /** The packed share that claims would use, in percent, uncapped. Pure. */
  packedPolicySize(claims: Pick<SessionClaims, 'policies' | 'tags'>): number
}

/** Opens tokens of every region whose keys it knows. */
export interface TokenOpener {
  /** `accessKeyId` is the one in the request's credential: it is compared with the header before any costly step. */
  open(accessKeyId: string, token: string): Opened
}

/** Encrypts DecodeAuthorizationMessage payloads; opens only what it sealed, for the account it was sealed for. */
export interface MessageSealer {
  /** Throws RangeError for a text that does not fit into a message (10,240 characters). */
  seal(accountId: string, plaintext: string): string
  /** undefined for anything that was not sealed for that account. */
  open(accountId: string, message: string): string | undefined
}
