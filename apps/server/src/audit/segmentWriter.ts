/** Writes batches of records to the newest segment, makes them durable, and starts new segments. One call at a time. */
import { join } from 'node:path'
import { AuditUnavailable } from './audit.ts'
import { writeCheckpoint, type CheckpointPlace } from './checkpoint.ts'
import { needingRoom, syncing, writeAll, type AuditFile } from './files.ts'
import { encodeHeader, encodeRecord, segmentName, type ChainPoint, type SegmentHeader } from './line.ts'
import type { Resume } from './recover.ts'

const DAY_MS = 86_400_000
/** What a probe must be able to write before the volume counts as having room, bytes. */
const PROBE_BYTES = 64 * 1024
const PROBE_NAME = 'probe.new'

/** What begins a segment. */
interface Beginning {
  readonly log: string
  readonly atMs: number
  readonly before: ChainPoint | undefined
}

/** A segment open for writing. */
interface OpenSegment extends Resume {
  readonly file: AuditFile
}

async function createSegment(place: CheckpointPlace, { log, atMs, before }: Beginning): Promise<OpenSegment> {
  const first = (before?.sequence ?? 0) + 1
  const name = segmentName(first)
  const previous = before === undefined ? null : { name: before.segment, hash: before.hash }
  const header: SegmentHeader = { log, name, first, createdAtMs: atMs, previous }
  const { line, hash } = encodeHeader(header, place.key)
  const path = join(place.directory, name)
  // An earlier attempt that ran out of space may have left it: no record of ours can be in a segment that is not begun.
  await needingRoom(() => place.files.remove(path))
  const file = await needingRoom(() => place.files.create(path))
  try {
    await needingRoom(() => writeAll(file, Buffer.from(line), 0))
    await syncing(() => file.datasync())
    await syncing(() => place.files.syncDirectory(place.directory))
  } catch (error) {
    await file.close()
    throw error
  }
  return { file, header, bytes: line.length, point: { log, segment: name, sequence: first - 1, hash } }
}

/**
 * The end of the log. Methods reject with AuditUnavailable when there is no room; the log is then as it was before the
 * call. Any other rejection means that the disk can no longer be trusted: the caller must stop the process.
 */
export class SegmentWriter {
  readonly #place: CheckpointPlace
  readonly #maximumBytes: number
  #segment: OpenSegment
  /** Bytes past the good end may be in the file. */
  #dirty: boolean
  #sealed: ChainPoint | undefined

  private constructor(place: CheckpointPlace, segment: OpenSegment, options: { maximumBytes: number; dirty: boolean }) {
    this.#place = place
    this.#segment = segment
    this.#maximumBytes = options.maximumBytes
    this.#dirty = options.dirty
  }

  /** A new log: first segment and checkpoint are durable when it resolves. */
  static async begin(
    place: CheckpointPlace,
    options: { log: string; atMs: number; maximumBytes: number },
  ): Promise<SegmentWriter> {
    const segment = await createSegment(place, { log: options.log, atMs: options.atMs, before: undefined })
    const writer = new SegmentWriter(place, segment, { maximumBytes: options.maximumBytes, dirty: false })
    return writer.#openedBy(() => writer.checkpoint())
  }

  /** Goes on where a log ended; bytes past that end are cut off. */
  static async resume(place: CheckpointPlace, end: Resume, maximumBytes: number): Promise<SegmentWriter> {
    const file = await place.files.open(join(place.directory, end.header.name))
    const writer = new SegmentWriter(place, { ...end, file }, { maximumBytes, dirty: true })
    return writer.#openedBy(async () => {
      await writer.#repair()
      // The records kept may have been written and not synced by the process that crashed.
      await syncing(() => file.datasync())
    })
  }

  /** This writer, once `preparation` is done; without it, the file is closed again. */
  async #openedBy(preparation: () => Promise<void>): Promise<this> {
    try {
      await preparation()
      return this
    } catch (error) {
      await this.abandon()
      throw error
    }
  }

  /** The newest durable point. */
  get point(): ChainPoint {
    return this.#segment.point
  }

  /** Appends the records (asciiJson texts), in order, all or none; durable when it resolves. */
  async append(records: readonly string[], atMs: number): Promise<void> {
    await this.#repair()
    if (this.#isFull(atMs)) await this.#rotate(atMs)
    let { point } = this.#segment
    const lines = records.map((record) => {
      const { line, hash } = encodeRecord(record, point)
      point = { ...point, sequence: point.sequence + 1, hash }
      return line
    })
    const bytes = Buffer.from(lines.join(''), 'latin1')
    this.#dirty = true
    try {
      await needingRoom(() => writeAll(this.#segment.file, bytes, this.#segment.bytes))
    } catch (error) {
      if (error instanceof AuditUnavailable) await this.#repair()
      throw error
    }
    await syncing(() => this.#segment.file.datasync())
    this.#dirty = false
    this.#segment = { ...this.#segment, point, bytes: this.#segment.bytes + bytes.byteLength }
  }

  /** Seals the present end; does nothing where it is sealed already. */
  async checkpoint(): Promise<void> {
    const { point } = this
    if (this.#sealed?.hash === point.hash) return
    await needingRoom(() => writeCheckpoint(this.#place, point))
    this.#sealed = point
  }

  /** Resolves when the volume has room again. */
  async probe(): Promise<void> {
    await this.#repair()
    const path = join(this.#place.directory, PROBE_NAME)
    await needingRoom(async () => {
      await this.#place.files.remove(path)
      const file = await this.#place.files.create(path)
      try {
        await writeAll(file, Buffer.alloc(PROBE_BYTES, 1), 0)
      } finally {
        await file.close()
        await this.#place.files.remove(path)
      }
    })
  }

  /** Seals the end and closes the file. */
  async close(): Promise<void> {
    try {
      await this.#repair()
      await this.checkpoint()
    } finally {
      await this.abandon()
    }
  }

  /** Closes the file as it is, without touching the disk again. */
  abandon(): Promise<void> {
    return this.#segment.file.close()
  }

  /** Cuts off what a failed write may have left, so that nothing but good lines is ever before a new one. */
  async #repair(): Promise<void> {
    if (!this.#dirty) return
    await needingRoom(() => this.#segment.file.truncate(this.#segment.bytes))
    this.#dirty = false
  }

  #isFull(atMs: number): boolean {
    const { header, bytes, point } = this.#segment
    if (point.sequence < header.first) return false
    return bytes >= this.#maximumBytes || Math.floor(atMs / DAY_MS) > Math.floor(header.createdAtMs / DAY_MS)
  }

  async #rotate(atMs: number): Promise<void> {
    await this.checkpoint()
    const old = this.#segment
    this.#segment = await createSegment(this.#place, { log: old.point.log, atMs, before: old.point })
    await old.file.close()
  }
}
