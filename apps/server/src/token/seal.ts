/** Sealing: session claims become credentials. */
import { accessKeyBytes } from '../domain/ids.ts'
import { Secret } from '../domain/secret.ts'
import { encodeClaims } from './claims.ts'
import { encodeHeader, headerAccessKeyId, sessionIdOf } from './format.ts'
import { inspect } from './inspect.ts'
import { pack, requireFits } from './packed.ts'
import type { Hedge } from './hedge.ts'
import type { SealingKey } from './keys/epochKeys.ts'
import type { Sealer } from './sealing/sealWith.ts'
import type { IssuedCredentials, TokenIssuer } from './token.ts'
import type { Random } from '../runtime/random.ts'
import type { SessionClaims } from '../domain/session.ts'

/** What an issuer needs. */
export interface IssuerParts {
  readonly region: string
  readonly random: Random
  readonly hedge: Hedge
  /** The region's key for a session issued at that time (UTC epoch milliseconds). Throws where there is none. */
  readonly sealingKey: (issuedAtMs: number) => SealingKey
  readonly sealer: Sealer
  /** True for the tokens that are inspected before they leave. */
  readonly inspectDue: () => boolean
}

/**
 * Seals sessions for one region. `seal` rejects with PackedPolicyTooLarge, and with a plain error (InternalFailure at the edge) for
 * claims that cannot be carried, for an issue time that no epoch of the region covers, and for a token that fails inspection.
 */
export function newIssuer(parts: IssuerParts): TokenIssuer {
  return {
    region: parts.region,
    packedPolicySize: (claims) => pack(claims)?.percent ?? 0,
    async seal(claims) {
      const packed = pack(claims)
      if (packed !== undefined) requireFits(packed, claims)
      const key = parts.sealingKey(claims.issuedAtMs)
      const credentials = await sealClaims(parts, key, { claims, body: encodeClaims(claims, packed?.block) })
      if (parts.inspectDue()) inspect(credentials.sessionToken.reveal(), claims, key)
      return packed === undefined ? credentials : { ...credentials, packedPolicySize: packed.percent }
    },
  }
}

interface Content {
  readonly claims: SessionClaims
  /** The claims' bytes. */
  readonly body: Buffer
}

async function sealClaims(
  { random, hedge, sealer }: IssuerParts,
  key: SealingKey,
  { claims, body }: Content,
): Promise<IssuedCredentials> {
  const header = encodeHeader(key, accessKeyBytes(claims.accountId, random))
  const salt = hedge(header, body)
  const { token, secret } = await sealer(key, { header, salt, body })
  return {
    sessionId: sessionIdOf(salt),
    accessKeyId: headerAccessKeyId(header),
    secretAccessKey: new Secret(secret),
    sessionToken: new Secret(token),
    expiresAtMs: claims.expiresAtMs,
  }
}
