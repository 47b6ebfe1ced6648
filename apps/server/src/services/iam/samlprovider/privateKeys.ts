/** The private keys of a SAML provider: what may be one, and how they are kept. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { encodeBase32 } from '../../../domain/base32.ts'
import { parsePem } from '../../../domain/keys/pem.ts'
import type { SamlProviderFacts } from '../../../domain/facts/providerFacts.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import { Secret } from '../../../domain/secret.ts'
import type { Random } from '../../../runtime/random.ts'
import { invalidInput, limitExceeded, noSuchEntity } from '../entityErrors.ts'

/** The keys of a provider: what is shown of them, and what is not. */
export interface PrivateKeys {
  readonly shown: SamlProviderFacts['keys']
  /** PEM by key id, as JSON; absent as long as there was never a key. */
  readonly secret?: Secret
}

/** A change to them: what a key that is added is called, and when it was. */
export interface KeyChange {
  readonly add?: string
  readonly remove?: string
  readonly nowMs: number
  readonly newId: string
}

const MIN_BITS = 2_048
const MAX_BITS = 16_384
const LABELS: readonly string[] = ['PRIVATE KEY', 'RSA PRIVATE KEY']

const ID_BYTES = 16

/** A new id of 26 characters, in the alphabet that `privateKeyIdType` of the model allows. */
export const randomId = (random: Random): string => encodeBase32(random.bytes(ID_BYTES))

/**
 * The keys after the change; what is removed goes first. Throws NoSuchEntity for an id that is not there, InvalidInput for
 * what is no RSA key, LimitExceeded above two. Source: IAM API reference, UpdateSAMLProvider (sentences are ours).
 */
export function changedKeys(keys: PrivateKeys, change: KeyChange): PrivateKeys {
  const texts = new Map(storedTexts(keys.secret))
  let shown = keys.shown
  if (change.remove !== undefined) {
    if (!texts.delete(change.remove)) throw noSuchEntity(`Private key ${change.remove} cannot be found.`)
    shown = shown.filter(({ id }) => id !== change.remove)
  }
  if (change.add !== undefined) {
    const limit = QUOTAS.PrivateKeysPerSamlProvider
    if (shown.length >= limit) throw limitExceeded('PrivateKeysPerSAMLProvider', limit)
    texts.set(change.newId, normalised(change.add))
    shown = [...shown, { id: change.newId, addedAtMs: change.nowMs }]
  }
  const unchanged = change.add === undefined && change.remove === undefined
  return unchanged ? keys : { shown, secret: new Secret(JSON.stringify([...texts])) }
}

/** Written by this file only. */
const storedTexts = (secret: Secret | undefined): readonly (readonly [id: string, pem: string])[] =>
  secret === undefined ? [] : (JSON.parse(secret.reveal()) as [string, string][])

/** The key as PKCS #8 in PEM, whatever form it came in. */
function normalised(pem: string): string {
  const key = rsaKey(pem)
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0
  if (key === undefined || bits < MIN_BITS || bits > MAX_BITS)
    throw invalidInput(`The private key must be one unencrypted RSA key of at least ${MIN_BITS} bits in PEM.`)
  return key.export({ type: 'pkcs8', format: 'pem' })
}

function rsaKey(pem: string): KeyObject | undefined {
  const [block, another] = parsePem(pem) ?? []
  if (block === undefined || another !== undefined || !LABELS.includes(block.label)) return undefined
  try {
    const type = block.label === 'PRIVATE KEY' ? 'pkcs8' : 'pkcs1'
    const key = createPrivateKey({ key: block.der, format: 'der', type })
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}
