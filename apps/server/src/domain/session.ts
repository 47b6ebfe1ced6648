/** What a session is: the claims inside its sealed token. Nothing else about it is stored. */
import type { Tag } from './entities.ts'

/** How a session came to be. */
export type SessionKind = 'assumedRole' | 'sessionToken' | 'federationToken'

/** Session policies: they only ever narrow. Several are united, then intersected with everything else. */
export interface SessionPolicies {
  /** Canonical JSON of the inline session policy. */
  readonly inline?: string
  readonly managedArns: readonly string[]
}

/** The claims of a session token (token.md). Times are UTC epoch milliseconds. */
export interface SessionClaims {
  readonly kind: SessionKind
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  readonly accountId: string
  /** Unique id of the role (AROA), the user (AIDA), or the account id for the root user. */
  readonly principalId: string
  /** The long-term key at the start of the chain this session came from. */
  readonly sourceAccessKeyId: string
  /** RoleSessionName, or the Name of GetFederationToken. */
  readonly sessionName?: string
  readonly sourceIdentity?: string
  readonly tags: readonly SessionTag[]
  /** 0 for a session made with long-term keys, one more for each session it was made through. */
  readonly chainDepth: number
  /** Session id of the session that made this one. */
  readonly parentSessionId?: string
  /** When the caller proved an MFA code; absent if never. */
  readonly mfaAtMs?: number
  /** v1: global endpoint; v2: valid in all regions. */
  readonly regionScope: 'v1' | 'v2'
  readonly policies?: SessionPolicies
}

/** A session tag; transitive ones are inherited by the sessions made from this one. */
export interface SessionTag extends Tag {
  readonly transitive: boolean
}

/** An opened session: its claims and the names everything else calls it by. */
export interface Session extends SessionClaims {
  /** Base32 of the first 10 bytes of the token's salt: lists, logs, audit and revocation name the session by it. */
  readonly id: string
  readonly accessKeyId: string
  readonly issuerRegion: string
  /** `<issuerRegion>/<seal epoch>`: the epoch whose keys sealed it. */
  readonly epoch: string
}
