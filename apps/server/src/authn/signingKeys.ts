/** Derived SigV4 signing keys, cached. */
import type { KeyObject } from 'node:crypto'
import type { CredentialScope } from '@brevet/sigv4'
import { deriveSigningKey } from '@brevet/sigv4/node'
import type { Secret } from '../domain/secret.ts'

/** Scopes kept per secret: a client uses one or two a day; more come only from someone probing. */
const SCOPES_PER_SECRET = 8

/** Signing keys by the secret itself, never by access key id: two principals can not share an entry. */
export interface SigningKeys {
  /** The signing key of `secret` for a day, region and service. */
  of(secret: Secret, scope: CredentialScope): KeyObject
}

/**
 * A cache that lives and dies with the Secret objects, which the store's and the token opener's own bounded caches hold.
 */
export function createSigningKeys(): SigningKeys {
  const bySecret = new WeakMap<Secret, Map<string, KeyObject>>()
  return {
    of(secret, scope) {
      const keys = bySecret.get(secret) ?? new Map<string, KeyObject>()
      bySecret.set(secret, keys)
      const name = `${scope.date}/${scope.region}/${scope.service}`
      const known = keys.get(name)
      if (known !== undefined) return known
      const key = deriveSigningKey(secret.reveal(), scope)
      const [oldest] = keys.keys()
      if (keys.size >= SCOPES_PER_SECRET && oldest !== undefined) keys.delete(oldest)
      keys.set(name, key)
      return key
    },
  }
}
