/** `brevet audit tail`: reads records in order, and waits for more if asked to. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditRecord } from './audit.ts'
import { firstOf, parseRecord } from './line.ts'
import { listSegments, readLines } from './segments.ts'

/** A record and its place in the log. */
export interface StoredRecord {
  readonly sequence: number
  readonly record: AuditRecord
}

/** Which records to read; without `last` and `fromSequence` all of them. */
export interface ReadOptions {
  /** Begin with the last so many records. */
  readonly last?: number
  /** Begin with this sequence. Not together with `last`. */
  readonly fromSequence?: number
  /** Wait for further records instead of ending, through new segments too. */
  readonly follow?: boolean
  /** How often to look for further records, milliseconds. Default 250. */
  readonly pollMs?: number
  /** Ends the reading. */
  readonly signal?: AbortSignal
}

/** A place between two lines: `next` is the sequence of the record that begins at byte `offset`. */
interface Cursor {
  readonly segment: string
  readonly offset: number
  readonly next: number
}

async function newestSequence(directory: string, segment: string): Promise<number> {
  let newest = (firstOf(segment) ?? 1) - 1
  for await (const { text, whole } of readLines(join(directory, segment)))
    if (whole) newest = parseRecord(text)?.sequence ?? newest
  return newest
}

async function startSequence(directory: string, { last, fromSequence }: ReadOptions): Promise<number> {
  if (last === undefined) return Math.max(1, fromSequence ?? 1)
  const newest = (await listSegments(directory)).at(-1)
  return newest === undefined ? 1 : Math.max(1, (await newestSequence(directory, newest)) - last + 1)
}

const segmentOf = (names: readonly string[], sequence: number): string | undefined =>
  names.findLast((name) => (firstOf(name) ?? Infinity) <= sequence) ?? names[0]

/**
 * A server that ran out of space takes back lines that it had begun to write: the file is then shorter than what was
 * read of it, and reading goes on after the last line that is still there.
 */
async function rewound(path: string, cursor: Cursor): Promise<Cursor> {
  const { size } = await stat(path)
  if (size >= cursor.offset) return cursor
  let place = { ...cursor, offset: 0, next: firstOf(cursor.segment) ?? 1 }
  for await (const line of readLines(path)) {
    if (!line.whole || line.end > size) break
    place = { ...place, offset: line.end, next: (parseRecord(line.text)?.sequence ?? place.next - 1) + 1 }
  }
  return place
}

/** Records of one segment from the cursor to its present end; the return value is the cursor there. */
async function* readSegment(directory: string, from: Cursor, start: number): AsyncGenerator<StoredRecord, Cursor> {
  const path = join(directory, from.segment)
  let cursor = await rewound(path, from)
  for await (const line of readLines(path, cursor.offset)) {
    if (!line.whole) break
    const stored = parseRecord(line.text)
    const isHeader = line.start === 0
    if (!isHeader && stored?.sequence !== cursor.next)
      throw new Error(
        `Record ${cursor.next} (${from.segment}, byte ${line.start}) is not readable: run "brevet audit verify"`,
      )
    cursor = { ...cursor, offset: line.end, next: cursor.next + (isHeader ? 0 : 1) }
    if (stored !== undefined && stored.sequence >= start) yield stored
  }
  return cursor
}

/** The segment after the cursor's, at its beginning; undefined while there is none. */
async function nextSegment(directory: string, cursor: Cursor): Promise<Cursor | undefined> {
  const segment = (await listSegments(directory)).find((name) => name > cursor.segment)
  return segment === undefined ? undefined : { segment, offset: 0, next: firstOf(segment) ?? cursor.next }
}

async function firstCursor(directory: string, start: number): Promise<Cursor | undefined> {
  const segment = segmentOf(await listSegments(directory), start)
  return segment === undefined ? undefined : { segment, offset: 0, next: firstOf(segment) ?? 1 }
}

async function* readOn(directory: string, start: number, options: ReadOptions): AsyncGenerator<StoredRecord> {
  const wait = (): Promise<void> =>
    sleep(options.pollMs ?? 250, undefined, options.signal === undefined ? {} : { signal: options.signal })
  let cursor = await firstCursor(directory, start)
  while (options.signal?.aborted !== true) {
    // Looked up before reading: a segment that has a successor gets no more lines.
    const successor = cursor === undefined ? undefined : await nextSegment(directory, cursor)
    if (cursor !== undefined) cursor = yield* readSegment(directory, cursor, start)
    if (successor !== undefined) cursor = successor
    else if (options.follow !== true) return
    else {
      await wait()
      cursor ??= await firstCursor(directory, start)
    }
  }
}

/**
 * The records of the log in `directory`, oldest first. Shows what is there: `verifyLog` tells whether it is genuine. An
 * unfinished last line is left out until it is finished. While following, records may show that the server takes back
 * for want of space (nobody was answered for them); records that take their place within one poll may not. Throws on a line that is no record, naming it; ends quietly when `signal` aborts.
 */
export async function* readRecords(directory: string, options: ReadOptions = {}): AsyncGenerator<StoredRecord> {
  const start = await startSequence(directory, options)
  try {
    for await (const stored of readOn(directory, start, options)) {
      if (options.signal?.aborted === true) return
      yield stored
    }
  } catch (error) {
    if (options.signal?.aborted !== true) throw error
  }
}
