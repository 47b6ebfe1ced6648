/** Checking a backup, and making a data directory of it. */
import type { KeyObject } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorCode, syncDirectory } from '../../runtime/durableFile.ts'
import { examine, type Findings } from './examine.ts'
import type { KeyFile } from './keyArchive.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { BackupError, copyFile, measure, type Part, writeNew } from './parts.ts'
import { appear } from './place.ts'

/** What a backup was found to be. */
export interface CheckedBackup {
  readonly manifest: Manifest
  readonly findings: Findings
}

/** Throws BackupError where a file is not what the manifest says. */
function requireSame(part: Part, found: Omit<Part, 'path'>): void {
  if (found.bytes !== part.bytes)
    throw new BackupError(`${part.path} has ${found.bytes} bytes, the manifest says ${part.bytes}`)
  if (found.sha256 !== part.sha256) throw new BackupError(`${part.path} does not have the SHA-256 of the manifest`)
}

function using<T>(part: Part, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ELOOP')
      throw new BackupError(`${part.path} is missing from the backup`, { cause: error })
    throw error
  }
}

/**
 * Checks every file's hash, the database and the audit log's chain; with `key` also the seals. Changes nothing. Throws
 * BackupError that names the first fault.
 */
export async function checkBackup(from: string, key: KeyObject | undefined): Promise<CheckedBackup> {
  const manifest = readManifest(from, key)
  for (const part of manifest.parts)
    requireSame(
      part,
      using(part, () => measure(join(from, part.path))),
    )
  const findings = await examine(from, key)
  requireDescribed(manifest, findings)
  return { manifest, findings }
}

function requireDescribed(manifest: Manifest, { auditRecords, schemaVersion }: Findings): void {
  if (manifest.auditRecords !== auditRecords || manifest.schemaVersion !== schemaVersion)
    throw new BackupError('the manifest tells of another schema version or another number of audit records')
}

/** What is restored, and where to. */
export interface RestoreTask {
  readonly from: string
  /** A directory that does not exist yet, or is empty. */
  readonly to: string
  /** Checks seals where it is at hand. */
  readonly key: KeyObject | undefined
  /** Files of the keys directory, from a key archive; none: they are put back by hand. */
  readonly keys: readonly KeyFile[]
  /** Ends the work; nothing is left behind. */
  readonly stop: AbortSignal
}

/**
 * Makes a data directory (0700, files 0600) of a backup. The bytes that are checked are those that are written. Throws
 * BackupError and the system's errors; nothing is left behind then.
 */
export async function restoreBackup({ from, key, keys, stop, to }: RestoreTask): Promise<CheckedBackup> {
  const manifest = readManifest(from, key)
  return appear(to, async (directory) => {
    for (const folder of ['audit', 'keys']) mkdirSync(join(directory, folder), { mode: 0o700 })
    for (const part of manifest.parts) {
      await nextTurn()
      if (stop.aborted) throw new BackupError('it was interrupted')
      const copied = using(part, () => copyFile(join(from, part.path), join(directory, part.path)))
      requireSame(part, copied)
    }
    for (const { name, bytes } of keys) writeNew(join(directory, 'keys', name), bytes)
    const findings = await examine(directory, key)
    requireDescribed(manifest, findings)
    for (const folder of ['audit', 'keys']) syncDirectory(join(directory, folder))
    return { manifest, findings }
  })
}
