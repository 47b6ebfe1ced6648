/** The keys directory: manifests and wrapped private keys, and every change to both. */
import { mkdirSync, statSync } from 'node:fs'
import { createPublicKey } from 'node:crypto'
import { newBox } from '../secretBox.ts'
import { openManifestStore } from './manifestStore.ts'
import { authorityKey, createSigningKey, loadSigningKey, removeSigningKeys } from './signingKeys.ts'
import { dueSlots, maySeal, withoutForgotten } from './schedule.ts'
import type { KeyObject } from 'node:crypto'
import type { Manifest, ManifestKey, ManifestRegion } from './manifest.ts'
import type { Random } from '../../runtime/random.ts'
import type { Suite } from '../suites.ts'

/** What a keys directory needs. */
export interface KeyDirectoryOptions {
  readonly directory: string
  readonly rootKey: KeyObject
  readonly random: Random
  /** The suite of new keys. */
  readonly suite: Suite
  /** How long new epochs last, milliseconds. */
  readonly epochMs: number
}

/** A change to one region's keys. */
export type KeysChange = (keys: readonly ManifestKey[]) => readonly ManifestKey[]

/** Manifests and private keys of one deployment. */
export interface KeyDirectory {
  /** The newest manifest above `generation`, or undefined. Throws for one that is not ours. */
  newerThan(generation: number): Manifest | undefined
  /** True where `amend` without a change would change something. */
  needsCare(manifest: Manifest, region: string, nowMs: number): boolean
  /**
   * Applies `change` to a region's keys, makes the epochs that are due and forgets what is long over; adds a region that
   * is new. Starts again from the newest manifest where another process was faster. Answers the manifest that holds now, durable.
   */
  amend(region: string, nowMs: number, change?: KeysChange): Manifest
  /** The private half of a key. Throws where it is gone or was altered. */
  signingKey(region: string, key: ManifestKey): KeyObject
}

const ATTEMPTS = 20
const EMPTY: Manifest = { version: 1, generation: 0, regions: [] }
const REGION_NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/
const MAX_REGION_INDEX = 65_535

/** Opens the directory, making it (0700) and the authority key on first start. Throws where others may write to it, or the root key is another one. */
export function openKeyDirectory(options: KeyDirectoryOptions): KeyDirectory {
  const { directory, rootKey, random, suite, epochMs } = options
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32' && (statSync(directory).mode & 0o022) !== 0)
    throw new Error(`${directory} can be written by group or others: chmod it to 700`)
  const files = { directory, box: newBox(rootKey, 'signing-keys', random) }
  const authority = authorityKey(files)
  const store = openManifestStore({ directory, authority, verifier: createPublicKey(authority) })

  const attempt = (name: string, nowMs: number, change: KeysChange): Manifest | undefined => {
    const manifest = store.newerThan(0) ?? EMPTY
    const region = regionOf(manifest, name)
    const kept = withoutForgotten(change(region.keys), nowMs)
    const made = dueSlots(kept, nowMs, epochMs).map((slot) => createSigningKey(files, name, { ...slot, suite }))
    const next = withRegion(manifest, { ...region, keys: [...kept, ...made] })
    const over = next.regions.find((each) => each.name === name)?.keys.filter((key) => !maySeal(key, nowMs)) ?? []
    let won = false
    try {
      won = store.publish(next)
    } finally {
      removeSigningKeys(files, name, won ? over : made)
    }
    return won ? next : undefined
  }

  return {
    newerThan: (generation) => store.newerThan(generation),
    signingKey: (region, key) => loadSigningKey(files, region, key),
    needsCare(manifest, name, nowMs) {
      const { keys } = regionOf(manifest, name)
      return dueSlots(keys, nowMs, epochMs).length > 0 || withoutForgotten(keys, nowMs).length < keys.length
    },
    amend(name, nowMs, change = (keys) => keys) {
      for (let tried = 0; tried < ATTEMPTS; tried++) {
        const manifest = attempt(name, nowMs, change)
        if (manifest !== undefined) return manifest
      }
      throw new Error(`the key manifest in ${directory} keeps changing`)
    },
  }
}

/** The region of that name, or a new one with the next free index. */
function regionOf(manifest: Manifest, name: string): ManifestRegion {
  const known = manifest.regions.find((region) => region.name === name)
  if (known !== undefined) return known
  const index = manifest.regions.length + 1
  if (!REGION_NAME.test(name) || index > MAX_REGION_INDEX) throw new Error(`${name} cannot be a region`)
  return { index, name, keys: [] }
}

const withRegion = (manifest: Manifest, region: ManifestRegion): Manifest => ({
  ...manifest,
  generation: manifest.generation + 1,
  regions: [...manifest.regions.filter(({ index }) => index !== region.index), region].toSorted(
    (a, b) => a.index - b.index,
  ),
})
