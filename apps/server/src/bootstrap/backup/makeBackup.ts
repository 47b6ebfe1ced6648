/** A consistent copy of a deployment's data while its server runs. Keys are no part of it. */
import type { KeyObject } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { listSegments } from '../../audit/segments.ts'
import { CHECKPOINT_NAME } from '../../audit/checkpoint.ts'
import type { DataFiles } from '../../config/dataFiles.ts'
import { isoSeconds } from '../../domain/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { syncDirectory } from '../../runtime/durableFile.ts'
import { openForReading } from '../../store/sqlite/open.ts'
import { encodeManifest, MANIFEST_NAME, type Manifest } from './manifest.ts'
import { BackupError, copyFile, durableLines, measure, type Part, syncFile, writeNew } from './parts.ts'
import { examine, type Findings } from './examine.ts'
import { appear } from './place.ts'

/** What is copied, and where to. */
export interface BackupTask {
  readonly files: DataFiles
  /** A directory that does not exist yet, or is empty. */
  readonly to: string
  /** The key of the audit log's checkpoints: checks the copy and seals the manifest. */
  readonly key: KeyObject
  readonly clock: Clock
  /** Ends the work; nothing is left behind. */
  readonly stop: AbortSignal
}

/** What was made. */
export interface MadeBackup {
  readonly manifest: Omit<Manifest, 'format'>
  readonly findings: Findings
}

/**
 * One read transaction, so writers are not held up and never seen half. Vacuuming leaves out what was deleted but still
 * stands in free pages. Source: sqlite.org/lang_vacuum.html, "VACUUM INTO".
 */
function copyDatabase(from: string, to: string): Part {
  // An empty file of ours first: SQLite would make it as the umask says.
  writeNew(to, new Uint8Array())
  const database = openForReading(from)
  try {
    database.prepare('vacuum into ?').run(to)
  } finally {
    database.close()
  }
  chmodSync(to, 0o600)
  syncFile(to)
  return { path: 'brevet.db', ...measure(to) }
}

async function copyAudit(source: string, target: string, stop: AbortSignal): Promise<readonly Part[]> {
  mkdirSync(target, { mode: 0o700 })
  // The checkpoint first: the log only grows past it.
  const parts: Part[] = [
    { path: `audit/${CHECKPOINT_NAME}`, ...copyFile(join(source, CHECKPOINT_NAME), join(target, CHECKPOINT_NAME)) },
  ]
  for (const name of await listSegments(source)) {
    await turn(stop)
    const length = durableLines(join(source, name))
    // A segment without its first line: begun this moment, holding nothing that anybody was answered for.
    if (length > 0) parts.push({ path: `audit/${name}`, ...copyFile(join(source, name), join(target, name), length) })
  }
  syncDirectory(target)
  return parts
}

/** Lets a signal come through between two parts. */
async function turn(stop: AbortSignal): Promise<void> {
  await nextTurn()
  if (stop.aborted) throw new BackupError('it was interrupted')
}

/**
 * Copies database, clock floor and audit log into the new directory `to` (0700, files 0600) and checks the copy. The
 * database comes first: every change in it has its record in the log, which is copied later, or in its own outbox, which
 * the restored server replays. Throws BackupError, StoreUnavailable, and the system's errors; nothing is left behind then.
 */
export async function makeBackup({ clock, files, key, stop, to }: BackupTask): Promise<MadeBackup> {
  if (!existsSync(files.database)) throw new BackupError(`there is no database ${files.database}`)
  return appear(to, async (directory) => {
    const createdAt = isoSeconds(clock.nowMs())
    await turn(stop)
    const database = copyDatabase(files.database, join(directory, 'brevet.db'))
    const audit = await copyAudit(files.audit, join(directory, 'audit'), stop)
    const floor = existsSync(files.clockFloor)
      ? [{ path: 'clock-floor', ...copyFile(files.clockFloor, join(directory, 'clock-floor')) }]
      : []
    await turn(stop)
    const findings = await examine(directory, key)
    const { auditRecords, schemaVersion } = findings
    const manifest = { createdAt, schemaVersion, auditRecords, parts: [database, ...floor, ...audit] }
    writeNew(join(directory, MANIFEST_NAME), Buffer.from(encodeManifest(manifest, key)))
    await turn(stop)
    return { manifest, findings }
  })
}
