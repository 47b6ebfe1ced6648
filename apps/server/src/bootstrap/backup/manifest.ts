/** The manifest of a backup: what belongs to it, sealed with a key that comes from the root key. */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { seal, sealed } from '../../audit/line.ts'
import { errorCode } from '../../runtime/durableFile.ts'
import { BackupError, isPartPath, type Part, readPart } from './parts.ts'

/** The manifest's file name. It is written last: a directory without it is no backup. */
export const MANIFEST_NAME = 'manifest.json'
const FORMAT = 'brevet-backup/1'
const LABEL = 'backup-manifest'
/** Some 150 bytes for each segment of 64 MiB. */
const MOST_BYTES = 67_108_864
/** It is shown before anybody can check the seal. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** What a backup says of itself. */
export interface Manifest {
  readonly format: typeof FORMAT
  /** When it was begun, ISO 8601, UTC. */
  readonly createdAt: string
  readonly schemaVersion: number
  /** Sequence of the newest audit record in it. */
  readonly auditRecords: number
  readonly parts: readonly Part[]
}

/** The text of a manifest: one line, `{"backup":{...},"mac":"<43>"}`. */
export function encodeManifest(facts: Omit<Manifest, 'format'>, key: KeyObject): string {
  const text = JSON.stringify({ format: FORMAT, ...facts })
  return `{"backup":${text},"mac":"${seal(key, LABEL, text)}"}\n`
}

const isPart = (value: unknown): value is Part => {
  const { path, bytes, sha256 } = (value ?? {}) as Partial<Record<keyof Part, unknown>>
  if (typeof path !== 'string' || !isPartPath(path) || !Number.isSafeInteger(bytes)) return false
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
}

function parse(text: string): Manifest | undefined {
  let value: Partial<Record<keyof Manifest, unknown>>
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return undefined
  }
  const { format, createdAt, schemaVersion, auditRecords, parts } = value
  if (format !== FORMAT || typeof createdAt !== 'string' || !TIME.test(createdAt)) return undefined
  if (!Number.isSafeInteger(schemaVersion) || !Number.isSafeInteger(auditRecords)) return undefined
  if (!Array.isArray(parts) || !parts.every(isPart)) return undefined
  const paths = new Set(parts.map(({ path }) => path))
  if (paths.size !== parts.length || !paths.has('brevet.db') || !paths.has('audit/checkpoint.json')) return undefined
  return value as Manifest
}

/**
 * The manifest of the backup in `directory`; its seal is checked where `key` is given. Throws BackupError where there is
 * none, where it is no manifest of ours, names files a backup does not have, or was not sealed with this key.
 */
export function readManifest(directory: string, key: KeyObject | undefined): Manifest {
  const path = join(directory, MANIFEST_NAME)
  let content: string
  try {
    content = readPart(path, MOST_BYTES).toString('utf8')
  } catch (error) {
    if (error instanceof BackupError) throw error
    throw new BackupError(`${directory} is no backup: ${MANIFEST_NAME} cannot be read (${errorCode(error) ?? 'error'})`)
  }
  const [, text = '', mac = ''] = /^\{"backup":(\{.*\}),"mac":"([\w-]{43})"\}\n$/.exec(content) ?? []
  const manifest = parse(text)
  if (manifest === undefined) throw new BackupError(`${path} is not a manifest that this Brevet understands`)
  if (key !== undefined && !sealed(key, LABEL, { text, mac }))
    throw new BackupError(
      `${path} has a seal that this root key did not make: it was altered, or the key is another one`,
    )
  return manifest
}
