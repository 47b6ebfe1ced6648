/** The files of a backup: which names there may be, and how one is copied and hashed. */
import { createHash } from 'node:crypto'
import { closeSync, constants, fdatasyncSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'

/** One file of a backup. */
export interface Part {
  /** Where it lies, in the backup as in a data directory: `brevet.db`, `clock-floor`, `audit/...`. */
  readonly path: string
  readonly bytes: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string
}

/** What a person can do something about: a backup or a directory is not as it must be. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

const PART = /^(?:brevet\.db|clock-floor|audit\/checkpoint\.json|audit\/audit-\d{16}\.jsonl)$/

/** True for the names that a backup may have: a manifest must not name a file elsewhere. */
export const isPartPath = (path: string): boolean => PART.test(path)

const CHUNK_BYTES = 1_048_576
const POSIX = process.platform !== 'win32'
// A FIFO in the place of a file must not hang the command, a link must not lead it elsewhere.
const READ = constants.O_RDONLY | (POSIX ? constants.O_NOFOLLOW | constants.O_NONBLOCK : 0)
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (POSIX ? constants.O_NOFOLLOW : 0)

function opened<T>(path: string, flags: number, use: (handle: number) => T): T {
  const handle = openSync(path, flags, 0o600)
  try {
    return use(handle)
  } finally {
    closeSync(handle)
  }
}

const reading = <T>(path: string, use: (handle: number) => T): T =>
  opened(path, READ, (handle) => {
    if (!fstatSync(handle).isFile()) throw new BackupError(`${path} is not a regular file`)
    return use(handle)
  })

/** Hashes the first `length` bytes of an open file, giving each piece to `take`. */
function through(handle: number, length: number, take: (bytes: Uint8Array) => void): Omit<Part, 'path'> {
  const sha256 = createHash('sha256')
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(1, length)))
  let bytes = 0
  while (bytes < length) {
    const got = readSync(handle, chunk, 0, Math.min(chunk.length, length - bytes), bytes)
    if (got === 0) break
    const piece = chunk.subarray(0, got)
    sha256.update(piece)
    take(piece)
    bytes += got
  }
  return { bytes, sha256: sha256.digest('hex') }
}

/** Size and hash of a file as it is. */
export const measure = (path: string): Omit<Part, 'path'> =>
  reading(path, (handle) => through(handle, fstatSync(handle).size, () => undefined))

/** The bytes of a file. Throws BackupError for more than `most`, and for what is not a regular file. */
export const readPart = (path: string, most: number): Buffer =>
  reading(path, (handle) => {
    const { size } = fstatSync(handle)
    if (size > most) throw new BackupError(`${path} is larger than ${most} bytes`)
    const pieces: Buffer[] = []
    through(handle, size, (piece) => void pieces.push(Buffer.from(piece)))
    return Buffer.concat(pieces)
  })

/**
 * Copies the first `length` bytes of a file (all of it where absent) into a new file, 0600 and durable. Answers what was
 * written: the bytes that are hashed are those that went into the copy. Throws where `to` exists.
 */
export function copyFile(from: string, to: string, length?: number): Omit<Part, 'path'> {
  return reading(from, (source) =>
    opened(to, CREATE, (target) => {
      const copied = through(source, length ?? fstatSync(source).size, (piece) => {
        for (let done = 0; done < piece.length;) done += writeSync(target, piece, done)
      })
      fsyncSync(target)
      return copied
    }),
  )
}

/** Writes a new file, 0600 and durable. Throws where it exists. */
export const writeNew = (path: string, bytes: Uint8Array): void =>
  opened(path, CREATE, (target) => {
    for (let done = 0; done < bytes.length;) done += writeSync(target, bytes, done)
    fsyncSync(target)
  })

/** Makes the content of a file that something else wrote durable. */
export const syncFile = (path: string): void =>
  opened(path, constants.O_RDWR | (POSIX ? constants.O_NOFOLLOW : 0), (handle) => fsyncSync(handle))

const NEWLINE = 0x0a

/**
 * How many bytes of a growing file of lines are whole lines that survive a power cut: what is in it now is synced first.
 * 0 where there is none.
 */
export function durableLines(path: string): number {
  return reading(path, (handle) => {
    const { size } = fstatSync(handle)
    if (POSIX) fdatasyncSync(handle)
    const chunk = Buffer.allocUnsafe(64 * 1024)
    for (let end = size; end > 0;) {
      const start = Math.max(0, end - chunk.length)
      const got = readSync(handle, chunk, 0, end - start, start)
      const newline = chunk.subarray(0, got).lastIndexOf(NEWLINE)
      if (newline >= 0) return start + newline + 1
      end = start
    }
    return 0
  })
}
