/** What makes a token of a header, a salt and the claims' bytes: the costly part of sealing, in one pure function. */
import { encodeToken, signedBytes } from '../format.ts'
import { deriveCipher, deriveSecret } from '../keys/epochKeys.ts'
import { signMessage } from '../keys/signingKeys.ts'
import { gcmSeal } from '../primitives.ts'
import type { SealingKey } from '../keys/epochKeys.ts'

/** The keys that sealing needs of an epoch: opaque objects, which also another thread may be given. */
export type SealingKeys = Pick<SealingKey, 'suite' | 'claimsKey' | 'secretKey' | 'privateKey'>

/** A session before it is sealed: header (22 bytes), salt (24 bytes), encoded claims. */
export interface Unsealed {
  readonly header: Uint8Array
  readonly salt: Uint8Array
  readonly body: Uint8Array
}

/** A sealed session: the token's text, and the 40-character secret access key that belongs to it. */
export interface Sealed {
  readonly token: string
  readonly secret: string
}

/** Seals here or elsewhere. Rejects where the keys cannot sign. */
export type Sealer = (keys: SealingKeys, unsealed: Unsealed) => Promise<Sealed>

/** Derive, encrypt, sign: the format of token.md. Throws where the keys cannot sign. */
export function sealWith(keys: SealingKeys, { header, salt, body }: Unsealed): Sealed {
  const cipher = deriveCipher(keys.claimsKey, { header, salt })
  const aad = Buffer.concat([header, salt, cipher.commit])
  const signed = signedBytes(aad, gcmSeal({ key: cipher.key, iv: cipher.iv, aad }, body))
  const secret = deriveSecret(keys.secretKey, { header, salt }).reveal()
  return { token: encodeToken(signed, signMessage(keys.suite, keys.privateKey, signed)), secret }
}

/** Seals in the caller's own thread. */
export const sealHere: Sealer = async (keys, unsealed) => sealWith(keys, unsealed)
