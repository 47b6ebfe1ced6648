/** Finds the end of a log when it is opened: cuts off what a crash left half-written, refuses everything else. */
import { constants } from 'node:fs'
import { lstat, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { readCheckpoint, type CheckpointPlace } from './checkpoint.ts'
import type { ChainPoint, SegmentHeader } from './line.ts'
import { listSegments } from './segments.ts'
import { walkSegment, type Fault, type Walk } from './walk.ts'

/** The log on disk is not what this server wrote: it must be looked at before anything is added to it. */
export class AuditLogDamaged extends Error {
  override readonly name = 'AuditLogDamaged'
}

/** Where writing goes on. */
export interface Resume {
  readonly point: ChainPoint
  readonly header: SegmentHeader
  /** Length of the good part of the newest segment, bytes. */
  readonly bytes: number
}

/** Names of the files in play when recovery begins. */
interface Found {
  readonly checkpoint: ChainPoint | undefined
  readonly segments: readonly string[]
}

const damaged = (directory: string, what: string): AuditLogDamaged =>
  new AuditLogDamaged(
    `The audit log in ${directory} was changed: ${what}. Nothing was written. Look into it with "brevet audit verify"; ` +
      'to go on with a new log, move the directory away and keep it.',
  )

const sentence = ({ segment, line, sequence, why }: Fault): string =>
  `record ${sequence} (${segment}, line ${line}) ${why}`

/**
 * Makes the directory (0700) or checks it: a real directory of ours that nobody else may write to. Throws
 * AuditLogDamaged otherwise.
 */
export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const stats = await lstat(directory)
  const ours = process.getuid === undefined || stats.uid === process.getuid()
  if (!stats.isDirectory() || !ours || (stats.mode & 0o077) !== 0)
    throw new AuditLogDamaged(`${directory} must be a directory of the server's own user with mode 0700`)
  // The name of a new log must survive a crash as the log does.
  const handle = await open(join(directory, '..'), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function find({ directory, key }: CheckpointPlace): Promise<Found> {
  const checkpoint = await readCheckpoint(directory, key)
  if (checkpoint.state === 'bad') throw damaged(directory, `the checkpoint ${checkpoint.why}`)
  const segments = await listSegments(directory)
  return { checkpoint: checkpoint.state === 'good' ? checkpoint.point : undefined, segments }
}

/** Before its first checkpoint a log holds no record, only (part of) its first header. */
async function resumeUnborn(place: CheckpointPlace, segments: readonly string[]): Promise<Resume | undefined> {
  const { directory, files, key } = place
  const [name, ...more] = segments
  if (name === undefined) return undefined
  const walk = await walkSegment({ directory, name, key, before: 'beginning' })
  if (more.length > 0 || walk.lines > 1) throw damaged(directory, 'the checkpoint is missing')
  if (walk.damage === 'wrong' && walk.fault !== undefined) throw damaged(directory, sentence(walk.fault))
  // A header cut short, or one followed by half a record: nothing that was ever acknowledged.
  await files.remove(join(directory, name))
  return undefined
}

/** The end of the log, from the segment that holds the checkpoint onwards. */
async function resumeAt(place: CheckpointPlace, checkpoint: ChainPoint, segments: readonly string[]): Promise<Resume> {
  const { directory, files, key } = place
  const newest = segments.at(-1)
  let sealed = false
  let before: ChainPoint | 'sealed' = 'sealed'
  let end: Resume | undefined
  for (const name of segments.slice(Math.max(0, segments.indexOf(checkpoint.segment)))) {
    const walk: Walk = await walkSegment({ directory, name, key, before, checkpoint })
    sealed ||= walk.sealed
    const crashed = sealed && name === newest && (walk.damage === 'cut' || walk.damage === 'hole')
    if (walk.fault !== undefined && !crashed) throw damaged(directory, sentence(walk.fault))
    if (walk.point === undefined || walk.header === undefined) await files.remove(join(directory, name))
    else end = { point: walk.point, header: walk.header, bytes: walk.bytes }
    before = walk.point ?? before
  }
  if (end === undefined || !sealed)
    throw damaged(
      directory,
      `it ends before record ${checkpoint.sequence} in ${checkpoint.segment}, which the checkpoint sealed`,
    )
  return end
}

/**
 * Where a log goes on; undefined for a new one. Reads from the segment of the checkpoint to the end (older segments
 * are `verifyLog`'s business). What may be cut off lies at the very end, after the checkpoint, and looks as a crash
 * leaves it: a line without its end, or from a line with NUL bytes on. No such record was ever acknowledged, since
 * acknowledging waits for fdatasync. Everything else throws AuditLogDamaged naming the record, and changes nothing.
 */
export async function findEnd(place: CheckpointPlace): Promise<Resume | undefined> {
  const { checkpoint, segments } = await find(place)
  return checkpoint === undefined ? resumeUnborn(place, segments) : resumeAt(place, checkpoint, segments)
}
