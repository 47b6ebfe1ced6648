/** Reads a log's directory: its segments in order, and their lines. */
import { constants, type Stats } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { firstOf, MAX_LINE_BYTES } from './line.ts'
import { errorCode } from '../runtime/durableFile.ts'

const CHUNK_BYTES = 256 * 1024
const NEWLINE = 0x0a

/** A line of a segment, without its `\n`. */
export interface Line {
  /** One UTF-16 unit per byte; a byte above 0x7f belongs to no valid line. */
  readonly text: string
  /** Byte offset of the line's first byte. */
  readonly start: number
  /** Byte offset after the line and its `\n`. */
  readonly end: number
  /** False for the last line of a file that does not end with `\n`. */
  readonly whole: boolean
}

/** Names of the log's segments, oldest first; [] where the directory does not exist. Other files are no part of the log. */
export async function listSegments(directory: string): Promise<readonly string[]> {
  try {
    const names = await readdir(directory)
    return names.filter((name) => firstOf(name) !== undefined).sort()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/**
 * The lines of a file from byte `from` (a line's start) to its present end. A line longer than MAX_LINE_BYTES comes in
 * pieces, which are no valid lines. Holds one chunk and one line in memory.
 */
export async function* readLines(path: string, from = 0): AsyncGenerator<Line> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!isRegular(await handle.stat())) throw new Error(`${path} is not a regular file`)
    let pending = Buffer.alloc(0)
    let start = from
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, start + pending.length)
      if (bytesRead === 0) break
      pending = Buffer.concat([pending, chunk.subarray(0, bytesRead)])
      let consumed = 0
      for (const line of wholeLines(pending, start)) {
        consumed = line.end - start
        yield line
      }
      pending = pending.subarray(consumed)
      start += consumed
    }
    if (pending.length > 0) yield { text: pending.toString('latin1'), start, end: start + pending.length, whole: false }
  } finally {
    await handle.close()
  }
}

const isRegular = (stats: Stats): boolean => stats.isFile()

function* wholeLines(bytes: Buffer, offset: number): Generator<Line> {
  let from = 0
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, from)
    const length = (newline < 0 ? bytes.length : newline) - from
    if (length > MAX_LINE_BYTES) {
      const to = from + MAX_LINE_BYTES
      yield { text: bytes.toString('latin1', from, to), start: offset + from, end: offset + to, whole: true }
      from = to
    } else if (newline < 0) {
      return
    } else {
      yield {
        text: bytes.toString('latin1', from, newline),
        start: offset + from,
        end: offset + newline + 1,
        whole: true,
      }
      from = newline + 1
    }
  }
}
