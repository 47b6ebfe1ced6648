/** Private signing keys: made at random, kept on disk wrapped, used through opaque key objects. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { encodeBase64 } from '../../domain/base64.ts'
import { createDurably, readPrivate } from '../../runtime/durableFile.ts'
import { isLowS } from '../suites.ts'
import type { KeyObject } from 'node:crypto'
import type { Box } from '../secretBox.ts'
import type { ManifestKey } from './manifest.ts'
import type { Slot } from './schedule.ts'
import type { Suite } from '../suites.ts'

const MAX_FILE_BYTES = 1_024
/** The order of P-256. Source: SEC 2 section 2.4.2. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Where wrapped keys lie and what unwraps them. */
export interface KeyFiles {
  readonly directory: string
  readonly box: Box
}

/** A signature (64 bytes) over `message`; suite 1 gives the lower s. */
export function signMessage(suite: Suite, key: KeyObject, message: Uint8Array): Buffer {
  if (suite === 2) return sign(null, message, key)
  const signature = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })
  const s = signature.subarray(32)
  if (!isLowS(s)) s.write((ORDER - BigInt(`0x${s.toString('hex')}`)).toString(16).padStart(64, '0'), 'hex')
  return signature
}

/** Makes a key for a region's epoch: the private half goes wrapped into a file, the public half is returned for the manifest. */
export function createSigningKey(files: KeyFiles, region: string, slot: Slot & { readonly suite: Suite }): ManifestKey {
  const { privateKey, publicKey } =
    slot.suite === 2 ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const keyId = Buffer.from(hash('sha256', spki, 'hex').slice(0, 8), 'hex').readUInt32BE()
  const key = { ...slot, keyId, publicKey: encodeBase64(spki) }
  if (!wrap(files, fileName(region, key), privateKey)) throw new Error(`${fileName(region, key)} exists already`)
  return key
}

/** The private half of a published key. Throws where its file is gone, was altered, or belongs to another public key. */
export function loadSigningKey(files: KeyFiles, region: string, key: ManifestKey): KeyObject {
  const name = fileName(region, key)
  const privateKey = unwrap(files, name)
  if (privateKey === undefined) throw new Error(`the signing key ${join(files.directory, name)} is missing`)
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  if (encodeBase64(spki) !== key.publicKey) throw new Error(`the signing key ${name} is not the one in the manifest`)
  return privateKey
}

/** Removes the private halves of keys whose epochs are over: nobody needs to sign for them again. */
export function removeSigningKeys({ directory }: KeyFiles, region: string, over: readonly ManifestKey[]): void {
  const names = new Set(over.map((key) => fileName(region, key)))
  for (const name of readdirSync(directory)) if (names.has(name)) rmSync(join(directory, name), { force: true })
}

const AUTHORITY = 'authority.key'

/** The Ed25519 key that signs manifests, made on first start. Throws where the root key does not open it. */
export function authorityKey(files: KeyFiles): KeyObject {
  const existing = unwrap(files, AUTHORITY)
  if (existing !== undefined) return existing
  wrap(files, AUTHORITY, generateKeyPairSync('ed25519').privateKey)
  const made = unwrap(files, AUTHORITY)
  if (made === undefined) throw new Error(`${AUTHORITY} went away`)
  return made
}

/** Throws where the authority key is there and the root key does not open it. Makes nothing. */
export function requireAuthorityOpens(files: KeyFiles): void {
  unwrap(files, AUTHORITY)
}

const fileName = (region: string, { epoch, keyId }: Pick<ManifestKey, 'epoch' | 'keyId'>): string =>
  `signing.${region}.${epoch}.${keyId.toString(16).padStart(8, '0')}.key`

function wrap({ directory, box }: KeyFiles, name: string, key: KeyObject): boolean {
  const der = key.export({ format: 'der', type: 'pkcs8' })
  try {
    return createDurably(join(directory, name), box.seal(der, name))
  } finally {
    der.fill(0)
  }
}

function unwrap({ directory, box }: KeyFiles, name: string): KeyObject | undefined {
  const sealed = readPrivate(join(directory, name), MAX_FILE_BYTES)
  if (sealed === undefined) return undefined
  const der = box.open(sealed, name)
  if (der === undefined) throw new Error(`the root key does not open ${join(directory, name)}: is it the right one?`)
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return key
}
