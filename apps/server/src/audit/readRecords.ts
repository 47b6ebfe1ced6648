/** `brevet audit tail`: reads records in order, and waits for more if asked to. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditRecord } from './audit.ts'
import { firstOf, hashOf, parseRecord, stepRecord, type ChainPoint } from './line.ts'
import { listSegments, readLines, type Line } from './segments.ts'

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

/** A line that was read. Its hash ends the chain up to it: no other line has it, and nothing else stands before it. */
interface Place {
  readonly start: number
  readonly end: number
  /** Of the record; in a header's line, of the one before the segment's first. */
  readonly sequence: number
  readonly hash: string
}

/** How far one segment was read: its last lines, newest last. */
interface Cursor {
  readonly segment: string
  readonly read: Place[]
}

/** Lines remembered: more than a server can have begun to write and takes back, which is one batch of a megabyte. */
const REMEMBERED = 8_192

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

async function stands(path: string, { end, hash, start }: Place): Promise<boolean> {
  for await (const line of readLines(path, start)) return line.whole && line.end === end && hashOf(line.text) === hash
  return false
}

/**
 * A server that ran out of space takes back lines that it had begun to write, and writes others in their place, of any
 * length: reading goes on after the last line that is still there. True where one was taken back.
 */
async function rewind(path: string, { read }: Cursor): Promise<boolean> {
  const before = read.length
  for (let last = read.at(-1); last !== undefined && !(await stands(path, last)); last = read.at(-1)) read.pop()
  return read.length < before
}

/** True where `line` is the next of the chain; a header begins it. */
function continues(line: Line, { read, segment }: Cursor): boolean {
  const last = read.at(-1)
  if (last === undefined) return line.start === 0
  const before: ChainPoint = { log: '', segment, sequence: last.sequence, hash: last.hash }
  return stepRecord(before, line.text).ok
}

/** Takes note of a line and answers its record; undefined for the header's. Throws for any other line. */
function take(line: Line, { read, segment }: Cursor): StoredRecord | undefined {
  const sequence = (read.at(-1)?.sequence ?? (firstOf(segment) ?? 1) - 2) + 1
  const stored = line.start === 0 ? undefined : parseRecord(line.text)
  if (line.start > 0 && stored?.sequence !== sequence)
    throw new Error(`Record ${sequence} (${segment}, byte ${line.start}) is not readable: run "brevet audit verify"`)
  read.push({ start: line.start, end: line.end, sequence, hash: hashOf(line.text) })
  if (read.length > 2 * REMEMBERED) read.splice(0, read.length - REMEMBERED)
  return stored
}

/** Records of one segment from the cursor to its present end; moves the cursor there. */
async function* readSegment(directory: string, cursor: Cursor, start: number): AsyncGenerator<StoredRecord> {
  const path = join(directory, cursor.segment)
  await rewind(path, cursor)
  for await (const line of readLines(path, cursor.read.at(-1)?.end ?? 0)) {
    // Lines may be taken back between any two reads, and while who asked for a record looks at it.
    const follows = line.whole && continues(line, cursor)
    if (!follows && (await rewind(path, cursor))) return yield* readSegment(directory, cursor, start)
    if (!line.whole) return
    const stored = take(line, cursor)
    if (stored !== undefined && stored.sequence >= start) yield stored
  }
}

/** The segment after the cursor's, at its beginning; undefined while there is none. */
async function nextSegment(directory: string, cursor: Cursor): Promise<Cursor | undefined> {
  const segment = (await listSegments(directory)).find((name) => name > cursor.segment)
  return segment === undefined ? undefined : { segment, read: [] }
}

async function firstCursor(directory: string, start: number): Promise<Cursor | undefined> {
  const segment = segmentOf(await listSegments(directory), start)
  return segment === undefined ? undefined : { segment, read: [] }
}

async function* readOn(directory: string, start: number, options: ReadOptions): AsyncGenerator<StoredRecord> {
  const wait = (): Promise<void> =>
    sleep(options.pollMs ?? 250, undefined, options.signal === undefined ? {} : { signal: options.signal })
  let cursor = await firstCursor(directory, start)
  while (options.signal?.aborted !== true) {
    // Looked up before reading: a segment that has a successor gets no more lines.
    const successor = cursor === undefined ? undefined : await nextSegment(directory, cursor)
    if (cursor !== undefined) yield* readSegment(directory, cursor, start)
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
 * unfinished last line is left out until it is finished. Records may show that the server takes back for want of space
 * (nobody was answered for them); those that take their place show after them, with the same sequences. Throws on a
 * line that is no record, naming it; ends quietly when `signal` aborts.
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
