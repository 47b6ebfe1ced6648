/** The keyring: every key of a deployment by the header that names it, issuers for our own regions, an opener for all. */
import { decodeBase64 } from '../../domain/base64.ts'
import { keySelector, encodeHeader } from '../format.ts'
import { newHedge } from '../hedge.ts'
import { everyNth } from '../inspect.ts'
import { newOpener } from '../open.ts'
import { newOpenedCache } from '../openedCache.ts'
import { newIssuer } from '../seal.ts'
import { sealHere } from '../sealing/sealWith.ts'
import { importPublicKey } from '../suites.ts'
import { deriveEpochKeys, epochName } from './epochKeys.ts'
import { openKeyDirectory } from './keyDirectory.ts'
import { EPOCH_MS, currentKey, endCurrent, revokeKey, windowCovers } from './schedule.ts'
import type { KeyObject } from 'node:crypto'
import type { KeyDirectory } from './keyDirectory.ts'
import type { Manifest, ManifestKey, ManifestRegion } from './manifest.ts'
import type { OpeningKey, SealingKey } from './epochKeys.ts'
import type { TokenIssuer, TokenOpener } from '../token.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Random } from '../../runtime/random.ts'
import type { Sealer } from '../sealing/sealWith.ts'
import type { Suite } from '../suites.ts'

/** What a keyring needs, and what may be set. */
export interface KeyringOptions {
  /** Holds manifests and wrapped private keys. Made (0700) where it is missing. */
  readonly directory: string
  readonly rootKey: KeyObject
  /** The regions this process issues for. Without `--regions`: the home region alone. */
  readonly regions: readonly string[]
  /** One of `regions`: it also issues for requests of any region that is not among them. */
  readonly homeRegion: string
  /** Must never go back (runtime/clockFloor.ts): expiry and epochs follow it. */
  readonly clock: Clock
  readonly random: Random
  /** For the log: a manifest that could not be read while running. */
  readonly warn: (message: string) => void
  /** Of how many sealed tokens one is inspected before it leaves. Default 1000; tests say 1. */
  readonly inspectEvery?: number
  /** Default 1: ECDSA P-256. */
  readonly suite?: Suite
  /** Where the costly part of sealing runs. Default: in this thread. */
  readonly sealer?: Sealer
  /** How long an epoch lasts, milliseconds. Default one day. */
  readonly epochMs?: number
  /** Bound of the cache of opened tokens, bytes by estimate. Default 32 MiB. */
  readonly cacheBytes?: number
}

/** Keys, and what works with them. Holds no file open and no timer. */
export interface Keyring {
  readonly opener: TokenOpener
  /** The issuer of a region, or the home region's where that region is not ours to issue for. */
  issuer(region: string): TokenIssuer
  /** The manifest in force, as it is published. */
  manifest(): Manifest
  /** Reads what other processes published and publishes what is due. Cheap; main calls it every second. Throws where the directory cannot be written. */
  maintain(): void
  /** Begins the next epoch of a region now. Live tokens stay valid. */
  rotate(region: string): void
  /** Ends every token of an epoch; where it is the current one the next begins at once. Throws for an epoch that is not known. */
  revokeEpoch(region: string, epoch: number): void
}

/** A look into the directory costs tens of microseconds; strangers with made-up epochs cannot ask for more than 20 a second. */
const RELOAD_EVERY_MS = 50
const CACHE_BYTES = 33_554_432
const INSPECT_EVERY = 1_000

/**
 * Opens the keyring of a deployment; on first start makes its keys. Throws where the directory is damaged, open to others,
 * or was made under another root key.
 */
export function openKeyring(options: KeyringOptions): Keyring {
  const { clock, regions, homeRegion, random, rootKey } = options
  if (!regions.includes(homeRegion)) throw new Error(`the home region ${homeRegion} is not among the regions`)
  const ring = new Ring(options)
  ring.start()
  const hedge = newHedge(rootKey, random)
  const inspectDue = everyNth(options.inspectEvery ?? INSPECT_EVERY)
  const sealer = options.sealer ?? sealHere
  const newRegionIssuer = (region: string): TokenIssuer => {
    const sealingKey = (issuedAtMs: number): SealingKey => ring.sealingKey(region, issuedAtMs)
    return newIssuer({ region, random, hedge, inspectDue, sealingKey, sealer })
  }
  const issuers = new Map(regions.map((region) => [region, newRegionIssuer(region)]))
  const home = issuers.get(homeRegion) ?? newRegionIssuer(homeRegion)
  const epochMs = options.epochMs ?? EPOCH_MS
  return {
    opener: newOpener({ keys: ring, clock, cache: ring.cache }),
    issuer: (region) => issuers.get(region) ?? home,
    manifest: () => ring.manifest,
    maintain: () => ring.maintain(),
    rotate: (region) => ring.change(region, (keys, nowMs) => endCurrent(keys, nowMs, epochMs)),
    revokeEpoch: (region, epoch) => ring.change(region, (keys, nowMs) => revokeKey(keys, epoch, { nowMs, epochMs })),
  }
}

/** The keys of the manifest in force. */
class Ring {
  readonly #options: KeyringOptions
  readonly #directory: KeyDirectory
  readonly cache: ReturnType<typeof newOpenedCache>
  manifest: Manifest = { version: 1, generation: 0, regions: [] }
  /** By header selector. */
  #keys = new Map<string, OpeningKey>()
  /** By region: the current epoch's, loaded when first used. */
  readonly #sealing = new Map<string, SealingKey>()
  #reloadedAtMs = -Infinity
  #warned = ''

  constructor(options: KeyringOptions) {
    const { directory, rootKey, random, suite = 1, epochMs = EPOCH_MS } = options
    this.#options = options
    this.#directory = openKeyDirectory({ directory, rootKey, random, suite, epochMs })
    this.cache = newOpenedCache(options.cacheBytes ?? CACHE_BYTES)
  }

  /** Reads the manifest and makes what is missing. What is wrong with it is thrown: only later it is a warning. */
  start(): void {
    const manifest = this.#directory.newerThan(0)
    if (manifest !== undefined) this.#install(manifest)
    this.#care()
  }

  maintain(): void {
    this.#reload()
    this.#care()
  }

  change(region: string, change: (keys: readonly ManifestKey[], nowMs: number) => readonly ManifestKey[]): void {
    if (!this.#options.regions.includes(region)) throw new RangeError(`${region} is not a region of this server`)
    const nowMs = this.#options.clock.nowMs()
    this.#install(this.#directory.amend(region, nowMs, (keys) => change(keys, nowMs)))
  }

  find(selector: string): OpeningKey | undefined {
    return this.#keys.get(selector) ?? (this.#reloadSparingly() ? this.#keys.get(selector) : undefined)
  }

  covers(key: OpeningKey, issuedAtMs: number): boolean {
    if (windowCovers(key, issuedAtMs)) return true
    // Another process may have begun this epoch early.
    const newer = this.#reloadSparingly() ? this.#keys.get(selectorOf(key)) : undefined
    return newer !== undefined && !newer.revoked && windowCovers(newer, issuedAtMs)
  }

  sealingKey(region: string, issuedAtMs: number): SealingKey {
    const nowMs = this.#options.clock.nowMs()
    const ready = this.#sealing.get(region)
    const key =
      ready !== undefined && ready.notBeforeMs <= nowMs && nowMs < ready.notAfterMs
        ? ready
        : this.#loadSealingKey(region)
    if (!windowCovers(key, issuedAtMs)) throw new Error(`no epoch of ${region} covers the session's issue time`)
    return key
  }

  #loadSealingKey(region: string): SealingKey {
    // A directory that cannot be written must not stop an epoch that is published already.
    this.#guarded(() => this.maintain())
    // Read after maintenance: an epoch that it has just made began after any time read before.
    const nowMs = this.#options.clock.nowMs()
    const entry = this.manifest.regions.find(({ name }) => name === region)
    const published = entry && currentKey(entry.keys, nowMs)
    const opening = entry && published && this.#keys.get(selectorOf({ ...published, regionIndex: entry.index }))
    if (published === undefined || opening === undefined) throw new Error(`${region} has no current epoch`)
    const privateKey = this.#directory.signingKey(region, published)
    const key = { ...opening, privateKey }
    this.#sealing.set(region, key)
    return key
  }

  #care(): void {
    const { clock, regions } = this.#options
    const nowMs = clock.nowMs()
    for (const region of regions)
      if (this.#directory.needsCare(this.manifest, region, nowMs)) this.#install(this.#directory.amend(region, nowMs))
  }

  #reloadSparingly(): boolean {
    const nowMs = this.#options.clock.monotonicMs()
    if (nowMs - this.#reloadedAtMs < RELOAD_EVERY_MS) return false
    this.#reloadedAtMs = nowMs
    return this.#reload()
  }

  /** True where there was a newer manifest. A directory that cannot be read leaves the keys as they are. */
  #reload(): boolean {
    const before = this.manifest
    this.#guarded(() => {
      const manifest = this.#directory.newerThan(before.generation)
      if (manifest !== undefined) this.#install(manifest)
    })
    return this.manifest !== before
  }

  /** Does `work`; what goes wrong is a warning, once for each cause. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      const message = error instanceof Error ? error.message : 'the keys directory fails'
      if (message !== this.#warned) this.#options.warn(message)
      this.#warned = message
    }
  }

  #install(manifest: Manifest): void {
    const keys = new Map<string, OpeningKey>()
    for (const region of manifest.regions)
      for (const key of region.keys) {
        const selector = selectorOf({ ...key, regionIndex: region.index })
        keys.set(selector, this.#openingKey(region, key, this.#keys.get(selector)))
      }
    this.#keys = keys
    this.manifest = manifest
    // What was opened or loaded under the old manifest may be revoked or over under the new one.
    this.cache.clear()
    this.#sealing.clear()
  }

  #openingKey(region: ManifestRegion, key: ManifestKey, known: OpeningKey | undefined): OpeningKey {
    const { epoch, keyId, suite, notBeforeMs, notAfterMs } = key
    const objects = known ?? {
      publicKey: importPublicKey(suite, decodeBase64(key.publicKey) ?? Buffer.alloc(0)),
      ...deriveEpochKeys(this.#options.rootKey, epochName(region.name, epoch)),
    }
    const { publicKey, claimsKey, secretKey } = objects
    const name = { suite, regionIndex: region.index, region: region.name, epoch, keyId }
    const revoked = key.revokedAtMs !== undefined
    return { ...name, publicKey, claimsKey, secretKey, notBeforeMs, notAfterMs, revoked }
  }
}

const NO_ACCESS_KEY = Buffer.alloc(10)
const selectorOf = (key: Pick<OpeningKey, 'suite' | 'regionIndex' | 'epoch' | 'keyId'>): string =>
  keySelector(encodeHeader(key, NO_ACCESS_KEY))
