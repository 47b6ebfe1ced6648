/** A deployment for tests: real keys in a temporary directory, a clock that the test sets, and tokens made by hand. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeBase64 } from '../../domain/base64.ts'
import { accessKeyBytes } from '../../domain/ids.ts'
import { systemRandom } from '../../runtime/random.ts'
import { encodeClaims } from '../claims.ts'
import { encodeHeader, encodeToken, headerAccessKeyId, signedBytes } from '../format.ts'
import { deriveCipher, deriveEpochKeys } from '../keys/epochKeys.ts'
import { openKeyring } from '../keys/keyring.ts'
import { loadSigningKey, signMessage } from '../keys/signingKeys.ts'
import { pack } from '../packed.ts'
import { gcmSeal, keyObject } from '../primitives.ts'
import { newBox } from '../secretBox.ts'
import type { KeyObject } from 'node:crypto'
import type { Keyring, KeyringOptions } from '../keys/keyring.ts'
import type { ManifestKey } from '../keys/manifest.ts'
import type { SessionClaims } from '../../domain/session.ts'
import type { Clock } from '../../runtime/clock.ts'

/** 2026-11-22T01:38:04Z */
export const START_MS = 1_795_311_484_000
export const HOUR_MS = 3_600_000
export const ACCOUNT = '123456789012'

/** A clock that stands still until told otherwise; `nowMs` and `monotonicMs` can be set apart. */
export class TestClock implements Clock {
  wallMs = START_MS
  upMs = 1_000

  nowMs(): number {
    return this.wallMs
  }

  monotonicMs(): number {
    return this.upMs
  }

  advance(ms: number): void {
    this.wallMs += ms
    this.upMs += ms
  }
}

/** What `context.after` of node:test gives. */
export interface Cleanup {
  after(work: () => void): void
}

/** A temporary directory that goes away with the test. */
export function temporaryDirectory(test: Cleanup): string {
  const directory = mkdtempSync(join(tmpdir(), 'brevet-token-'))
  test.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A keyring in a directory of its own, and what made it. */
export interface Deployment {
  readonly directory: string
  readonly rootKey: KeyObject
  readonly clock: TestClock
  readonly warnings: string[]
  readonly keyring: Keyring
  /** Another process on the same directory. */
  again(options?: Partial<KeyringOptions>): Keyring
}

/** Every token is inspected; the home region is us-east-1 and eu-west-1 issues as well. */
export function deploy(test: Cleanup, options: Partial<KeyringOptions> = {}): Deployment {
  const directory = options.directory ?? join(temporaryDirectory(test), 'keys')
  const rootKey = options.rootKey ?? keyObject(Buffer.from(systemRandom.bytes(32)))
  const clock = new TestClock()
  const warnings: string[] = []
  const again = (more: Partial<KeyringOptions> = {}): Keyring =>
    openKeyring({
      directory,
      rootKey,
      regions: ['us-east-1', 'eu-west-1'],
      homeRegion: 'us-east-1',
      clock,
      random: systemRandom,
      warn: (message) => warnings.push(message),
      inspectEvery: 1,
      ...options,
      ...more,
    })
  return { directory, rootKey, clock, warnings, keyring: again(), again }
}

/** The claims of an ordinary role session that begins now and lives an hour. */
export const claimsAt = (nowMs: number, more: Partial<SessionClaims> = {}): SessionClaims => ({
  kind: 'assumedRole',
  issuedAtMs: nowMs,
  expiresAtMs: nowMs + HOUR_MS,
  accountId: ACCOUNT,
  principalId: 'AROAJQABLZS4A3QDU576Q',
  sourceAccessKeyId: 'AKIAI44QH7DHBEXAMPLE',
  sessionName: 'alice',
  tags: [],
  chainDepth: 0,
  regionScope: 'v2',
  ...more,
})

/** The published key that seals for a region at a time. */
export function publishedKey({ keyring, clock }: Deployment, region = 'us-east-1'): ManifestKey & { index: number } {
  const entry = keyring.manifest().regions.find(({ name }) => name === region)
  const now = clock.nowMs()
  const key = entry?.keys.findLast(({ notBeforeMs, notAfterMs }) => notBeforeMs <= now && now < notAfterMs)
  if (entry === undefined || key === undefined) throw new Error(`${region} has no current key`)
  return { ...key, index: entry.index }
}

/** What a hand-made token may have different. */
export interface Forgery {
  readonly claims?: SessionClaims
  /** In place of the claims' own bytes. */
  readonly body?: Uint8Array
  /** In place of the epoch's own K_claims. */
  readonly claimsKey?: KeyObject
  /** In place of the header's own fields. */
  readonly header?: Partial<{ suite: number; regionIndex: number; epoch: number; keyId: number }>
  readonly commit?: Uint8Array
}

/** A token that is signed by the deployment's own current key, whatever it says: what an issuer with a fault would make. */
export function forge(deployment: Deployment, forgery: Forgery = {}): { token: string; accessKeyId: string } {
  const { directory, rootKey, clock } = deployment
  const key = publishedKey(deployment)
  const claims = forgery.claims ?? claimsAt(clock.nowMs())
  const body = forgery.body ?? encodeClaims(claims, pack(claims)?.block)
  const accessKey = accessKeyBytes(claims.accountId, systemRandom)
  const header = encodeHeader({ ...key, regionIndex: key.index, ...forgery.header }, accessKey)
  const salt = Buffer.from(systemRandom.bytes(24))
  const claimsKey = forgery.claimsKey ?? deriveEpochKeys(rootKey, `us-east-1/${key.epoch}`).claimsKey
  const cipher = deriveCipher(claimsKey, { header, salt })
  const aad = Buffer.concat([header, salt, forgery.commit ?? cipher.commit])
  const signed = signedBytes(aad, gcmSeal({ key: cipher.key, iv: cipher.iv, aad }, body))
  const files = { directory, box: newBox(rootKey, 'signing-keys', systemRandom) }
  const signature = signMessage(key.suite, loadSigningKey(files, 'us-east-1', key), signed)
  return { token: encodeToken(signed, signature), accessKeyId: headerAccessKeyId(header) }
}

/** The bytes of canonical base64: of a token, a key. */
export function bytesOf(text: string): Buffer {
  const bytes = decodeBase64(text)
  if (bytes === undefined) throw new Error('not base64')
  return bytes
}
