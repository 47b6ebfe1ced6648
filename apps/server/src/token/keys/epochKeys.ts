/** The keys of one region's epoch, and what each token derives from them. */
import { encodeBase64 } from '../../domain/base64.ts'
import { Secret } from '../../domain/secret.ts'
import { COMMIT_BYTES } from '../format.ts'
import { IV_BYTES, KEY_BYTES, hkdf, subkey } from '../primitives.ts'
import type { KeyObject } from 'node:crypto'
import type { KeyName } from '../format.ts'
import type { Suite } from '../suites.ts'

/** What reads the claims of an epoch's tokens: it gives nobody's secret and signs nothing. Times are UTC epoch milliseconds. */
export interface InspectionKey extends KeyName {
  readonly suite: Suite
  readonly region: string
  readonly publicKey: KeyObject
  readonly claimsKey: KeyObject
  /** Tokens are sealed with it from `notBeforeMs` to `notAfterMs`. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly revoked: boolean
}

/** What opens an epoch's tokens and derives their secrets. It still signs nothing. */
export interface OpeningKey extends InspectionKey {
  readonly secretKey: KeyObject
}

/** What seals tokens. */
export interface SealingKey extends OpeningKey {
  readonly privateKey: KeyObject
}

/** `<region>/<epoch>`: how sessions and revocations name an epoch. Region names hold no slash. */
export const epochName = (region: string, epoch: number): string => `${region}/${epoch}`

/** K_claims and K_secret of an epoch, from the root key. */
export const deriveEpochKeys = (rootKey: KeyObject, epoch: string): Pick<OpeningKey, 'claimsKey' | 'secretKey'> => ({
  claimsKey: subkey(rootKey, `brevet/v1/K_claims/${epoch}`),
  secretKey: subkey(rootKey, `brevet/v1/K_secret/${epoch}`),
})

const CLAIMS_LABEL = Buffer.from('brevet/v1/claims')
const SECRET_LABEL = Buffer.from('brevet/v1/sigv4')
/** 30 bytes are 40 characters: as long as AWS's own. */
const SECRET_BYTES = 30

/** The header and salt of one token: what every key of that token is bound to. */
export interface TokenBinding {
  readonly header: Uint8Array
  readonly salt: Uint8Array
}

/** One token's AES key (32 bytes), nonce (12) and key commitment (32). */
export interface ClaimsCipher {
  readonly key: Buffer
  readonly iv: Buffer
  readonly commit: Buffer
}

/** Derives a token's cipher from K_claims. */
export function deriveCipher(claimsKey: KeyObject, { header, salt }: TokenBinding): ClaimsCipher {
  const info = Buffer.concat([CLAIMS_LABEL, header])
  const okm = hkdf(claimsKey, { salt, info }, KEY_BYTES + IV_BYTES + COMMIT_BYTES)
  return {
    key: okm.subarray(0, KEY_BYTES),
    iv: okm.subarray(KEY_BYTES, KEY_BYTES + IV_BYTES),
    commit: okm.subarray(KEY_BYTES + IV_BYTES),
  }
}

/** Derives a token's secret access key from K_secret. It is in no token and in no store. */
export function deriveSecret(secretKey: KeyObject, { header, salt }: TokenBinding): Secret {
  const info = Buffer.concat([SECRET_LABEL, header])
  return new Secret(encodeBase64(hkdf(secretKey, { salt, info }, SECRET_BYTES)))
}
