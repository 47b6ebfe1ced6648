/** Manifest files: one for each generation, made once and never changed, so that of several writers one wins. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createDurably, readPrivate } from '../../runtime/durableFile.ts'
import { decodeManifest, encodeManifest } from './manifest.ts'
import type { KeyObject } from 'node:crypto'
import type { Manifest } from './manifest.ts'

const FILE = /^manifest\.([1-9][0-9]{0,9})\.json$/
const MAX_FILE_BYTES = 16 * 1_048_576
/** Older generations that stay, for a reader that is just about to open one. */
const KEPT = 8
const READ_ATTEMPTS = 5

/** True for the name of a manifest file. */
export const isManifestFile = (name: string): boolean => FILE.test(name)

/** The manifest files of one keys directory. */
export interface ManifestStore {
  /** The newest manifest above `generation`, or undefined where there is none. Throws for one that is not ours. */
  newerThan(generation: number): Manifest | undefined
  /** Makes the next generation durable. False where another process has made it already: read, and try again. */
  publish(manifest: Manifest): boolean
}

/** `authority` is the private half; the public one is worked out from it by the caller and given as `verifier`. */
export interface ManifestStoreParts {
  readonly directory: string
  readonly authority: KeyObject
  readonly verifier: KeyObject
}

export function openManifestStore({ directory, authority, verifier }: ManifestStoreParts): ManifestStore {
  const generations = (): number[] =>
    readdirSync(directory)
      .map((name) => Number(FILE.exec(name)?.[1] ?? 0))
      .filter((generation) => generation > 0)
      .toSorted((a, b) => b - a)
  const path = (generation: number): string => join(directory, `manifest.${generation}.json`)

  const read = (generation: number): Manifest | undefined => {
    const bytes = readPrivate(path(generation), MAX_FILE_BYTES)
    if (bytes === undefined) return undefined
    const manifest = decodeManifest(bytes, verifier)
    // An old manifest under a new name would bring revoked keys back.
    if (manifest.generation !== generation) throw new Error(`${path(generation)} holds another generation`)
    return manifest
  }

  return {
    newerThan(generation) {
      for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
        const newest = generations()[0] ?? 0
        if (newest <= generation) return undefined
        const manifest = read(newest)
        if (manifest !== undefined) return manifest
      }
      throw new Error(`the key manifest in ${directory} keeps changing`)
    },
    publish(manifest) {
      if (!createDurably(path(manifest.generation), encodeManifest(manifest, authority))) return false
      const all = generations()
      if (all[0] !== manifest.generation) {
        // A name that was free only because newer ones had replaced it.
        rmSync(path(manifest.generation), { force: true })
        return false
      }
      for (const old of all.slice(KEPT)) rmSync(path(old), { force: true })
      return true
    },
  }
}
