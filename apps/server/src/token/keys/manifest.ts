/** The key manifest: which public key of which region is good from when to when, signed by the deployment's authority. */
import { sign, verify } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import type { KeyObject } from 'node:crypto'
import type { Suite } from '../suites.ts'

/** The public half of one epoch's signing key. Times are UTC epoch milliseconds. */
export interface ManifestKey {
  readonly epoch: number
  readonly keyId: number
  readonly suite: Suite
  /** SPKI, DER, base64. */
  readonly publicKey: string
  readonly notBeforeMs: number
  /** When the next epoch takes over; its tokens live on until they expire. */
  readonly notAfterMs: number
  /** Present: all its tokens are over. */
  readonly revokedAtMs?: number
}

/** A region and its keys, by epoch ascending. `index` (1 to 65535) is what headers carry; it is never given to another name. */
export interface ManifestRegion {
  readonly index: number
  readonly name: string
  readonly keys: readonly ManifestKey[]
}

/** One version of the manifest. `generation` grows by one with each. */
export interface Manifest {
  readonly version: 1
  readonly generation: number
  readonly regions: readonly ManifestRegion[]
}

const LABEL = 'brevet/v1/manifest\n'

/** The file's bytes: the manifest as one line of JSON, then the base64 of the authority's Ed25519 signature over it. */
export function encodeManifest(manifest: Manifest, authority: KeyObject): Buffer {
  const body = JSON.stringify(manifest)
  return Buffer.from(`${body}\n${encodeBase64(sign(null, Buffer.from(LABEL + body), authority))}\n`)
}

/** The manifest of a file's bytes. Throws where the authority did not sign exactly these bytes. */
export function decodeManifest(bytes: Buffer, authority: KeyObject): Manifest {
  const [body = '', signature = '', ...rest] = bytes.toString().split('\n')
  const signatureBytes = decodeBase64(signature)
  const whole = rest.length === 1 && rest[0] === '' && signatureBytes !== undefined
  if (!whole || !verify(null, Buffer.from(LABEL + body), authority, signatureBytes))
    throw new Error('the key manifest was not signed by this deployment')
  // Signed by us, so its shape is ours; another version is the one thing that may still differ.
  const manifest = JSON.parse(body) as Manifest
  if (manifest.version !== 1) throw new Error('the key manifest is of a newer version: start a newer Brevet')
  return manifest
}
