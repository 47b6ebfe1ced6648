/** Opens the audit log of one server process. */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { AuditLog, AuditRecord } from './audit.ts'
import type { CheckpointPlace } from './checkpoint.ts'
import { systemFiles, type AuditFiles } from './files.ts'
import { GroupCommit, type CommitEffects, type CommitLimits } from './groupCommit.ts'
import { asciiJson, MAX_LINE_BYTES, parseRecord } from './line.ts'
import { findEnd, prepareDirectory } from './recover.ts'
import { listSegments, readLines } from './segments.ts'
import { SegmentWriter } from './segmentWriter.ts'
import { uuid } from '../domain/ids.ts'
import type { Random } from '../runtime/random.ts'

/** Limits of the log; times in milliseconds, sizes in bytes. */
export interface AuditLimits extends CommitLimits {
  /** A segment that has reached this size is followed by a new one; so is one of an earlier UTC day. */
  readonly segmentBytes: number
}

/** What holds where nothing else is asked for. */
export const DEFAULT_LIMITS: AuditLimits = {
  segmentBytes: 64 * 1024 * 1024,
  batchBytes: 1024 * 1024,
  appendTimeoutMs: 800,
  probeEveryMs: 500,
  checkpointEveryMs: 1_000,
}

/** What a log is opened with. One process per directory: the caller holds the data directory's lock. */
export interface AuditLogOptions extends CommitEffects {
  /** Made (0700) where it does not exist. Comes from the configuration, never from a request. */
  readonly directory: string
  /** HMAC-SHA256 key of seals, derived from the root key. Whoever holds it can forge them. */
  readonly checkpointKey: KeyObject
  readonly random: Random
  readonly limits?: Partial<AuditLimits>
  /** Default: the operating system's file system. */
  readonly files?: AuditFiles
  /** Told of every record once it is durable, in the log's order. Quick, and never throws: everybody waits for it. */
  readonly observe?: (record: AuditRecord) => void
}

/** The audit log, and what a start needs to replay changes whose record may not have reached it. */
export interface OpenAuditLog extends AuditLog {
  /**
   * Which of these event ids the log's newest two segments hold. A crash can only separate a change from its record
   * at the log's very end; if an older one were recorded again, the event id says so.
   */
  findEvents(eventIds: ReadonlySet<string>): Promise<ReadonlySet<string>>
  /** The sequence of the newest durable record; 0 where there is none. `observe` was told of all that this process wrote up to it. */
  newestSequence(): number
}

/** As many segments as a crash's neighbourhood can span: the newest may have just begun. */
const RECENT_SEGMENTS = 2

async function findEvents(directory: string, eventIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  if (eventIds.size === 0) return found
  for (const name of (await listSegments(directory)).slice(-RECENT_SEGMENTS)) {
    for await (const { text, whole } of readLines(join(directory, name))) {
      const eventId = whole ? parseRecord(text)?.record.eventID : undefined
      if (eventId !== undefined && eventIds.has(eventId)) found.add(eventId)
    }
  }
  return found
}

function recordText(record: AuditRecord): string {
  const text = asciiJson(record)
  if (text.length + 128 > MAX_LINE_BYTES) throw new RangeError(`An audit record of ${text.length} bytes is too long`)
  return text
}

async function openWriter(
  place: CheckpointPlace,
  options: AuditLogOptions,
  maximumBytes: number,
): Promise<SegmentWriter> {
  await prepareDirectory(place.directory)
  const end = await findEnd(place)
  if (end !== undefined) return SegmentWriter.resume(place, end, maximumBytes)
  const log = uuid(options.random)
  options.log.info({ log, directory: place.directory }, 'A new audit log begins')
  return SegmentWriter.begin(place, { log, atMs: options.clock.nowMs(), maximumBytes })
}

/**
 * Opens the log in `directory`, or begins one. Cuts off what a crash left half-written (see findEnd). Throws
 * AuditLogDamaged when the log is not as this server left it, AuditUnavailable when there is no room to begin a new one.
 * `append` rejects with RangeError on a record longer than a line may be.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<OpenAuditLog> {
  const { directory, checkpointKey: key, files = systemFiles } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const writer = await openWriter({ directory, files, key }, options, limits.segmentBytes)
  const commit = new GroupCommit(writer, options, limits)
  const told = (records: readonly AuditRecord[]) => () => records.forEach((record) => options.observe?.(record))
  return {
    append: async (records) =>
      records.length === 0 ? undefined : commit.append(records.map(recordText), told(records)),
    writable: () => commit.writable,
    close: () => commit.close(),
    newestSequence: () => writer.point.sequence,
    findEvents: (eventIds) => findEvents(directory, eventIds),
  }
}
