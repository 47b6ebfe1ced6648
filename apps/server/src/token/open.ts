/** Opening: a token and the access key id it came with become a session and its secret, or a reason why not. */
import { hash } from 'node:crypto'
import { headerAccessKeyId, keySelector, MAX_TOKEN_CHARACTERS, parseToken, sessionIdOf } from './format.ts'
import { readSealed } from './inspect.ts'
import { deriveSecret, epochName } from './keys/epochKeys.ts'
import type { Clock } from '../runtime/clock.ts'
import type { OpenedCache, OpenedToken } from './openedCache.ts'
import type { OpeningKey } from './keys/epochKeys.ts'
import type { Opened, TokenOpener, TokenRefusal } from './token.ts'
import type { TokenParts } from './format.ts'
import type { SessionClaims } from '../domain/session.ts'

/** The keys an opener may use. */
export interface OpeningKeys {
  /** The one key that a header names, or undefined. */
  find(selector: string): OpeningKey | undefined
  /** True where sessions issued at that time (UTC epoch milliseconds) may have been sealed with the key. */
  covers(key: OpeningKey, issuedAtMs: number): boolean
}

/** What an opener needs. `clock` must never go back (runtime/clockFloor.ts). */
export interface OpenerParts {
  readonly keys: OpeningKeys
  readonly clock: Clock
  readonly cache: OpenedCache
}

/**
 * Opens tokens in the order of token.md: length, base64, version, the one key its header names, the access key id, the
 * signature, the commitment, decryption, claims, expiry. Whether a session was revoked is the caller's question, asked of
 * the revocation list on every request with the facts in `session`; only a revoked epoch is refused here.
 *
 * Opened tokens are cached by the SHA-256 of their whole text, which is also `cacheKey`. Access key id and expiry are
 * compared on every call, cached or not.
 */
export function newOpener(parts: OpenerParts): TokenOpener {
  const { cache, clock } = parts
  return {
    open(accessKeyId, token) {
      if (token.length > MAX_TOKEN_CHARACTERS) return refused('malformed')
      const cacheKey = hash('sha256', token, 'base64')
      const known = cache.get(cacheKey)
      const opened = known ?? openUnknown(parts.keys, { accessKeyId, token, cacheKey })
      if (!opened.ok) return opened
      if (opened.session.accessKeyId !== accessKeyId) return refused('keyIdMismatch')
      if (clock.nowMs() >= opened.session.expiresAtMs) {
        cache.delete(cacheKey)
        return refused('expired')
      }
      if (known === undefined) cache.set(cacheKey, opened)
      return opened
    },
  }
}

interface Presented {
  readonly accessKeyId: string
  readonly token: string
  readonly cacheKey: string
}

const refused = (why: TokenRefusal): Opened => ({ ok: false, why })

function openUnknown(keys: OpeningKeys, { accessKeyId, token, cacheKey }: Presented): Opened {
  const parts = parseToken(token)
  if (parts === undefined) return refused('malformed')
  const key = keys.find(keySelector(parts.header))
  if (key === undefined) return refused('unknownKey')
  // Before anything costly: a stranger's token with somebody else's key id ends here.
  if (headerAccessKeyId(parts.header) !== accessKeyId) return refused('keyIdMismatch')
  if (key.revoked) return refused('revoked')
  const read = readSealed(parts, key)
  if (!read.ok) return read
  // A signing key that is stolen after its epoch cannot date sessions into its future.
  if (!keys.covers(key, read.claims.issuedAtMs)) return refused('badClaims')
  return sessionOf(parts, key, { claims: read.claims, cacheKey })
}

function sessionOf(
  parts: TokenParts,
  key: OpeningKey,
  facts: { readonly claims: SessionClaims; readonly cacheKey: string },
): OpenedToken {
  const session = Object.freeze({
    ...facts.claims,
    id: sessionIdOf(parts.salt),
    accessKeyId: headerAccessKeyId(parts.header),
    issuerRegion: key.region,
    epoch: epochName(key.region, key.epoch),
  })
  return Object.freeze({
    ok: true,
    session,
    secretAccessKey: deriveSecret(key.secretKey, parts),
    cacheKey: facts.cacheKey,
  })
}
