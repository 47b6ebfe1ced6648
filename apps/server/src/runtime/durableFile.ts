/** Small private files that must survive a power cut: whole or absent, readable by their owner only, never through a link. */
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, fsyncSync, linkSync, openSync } from 'node:fs'
import { readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Windows has neither owner bits nor an fsync of directories. */
const POSIX = process.platform !== 'win32'
const NO_FOLLOW = POSIX ? constants.O_NOFOLLOW : 0

/** The `code` of a system error (`ENOENT`, `EEXIST`, ...), or undefined for anything else. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Makes renames, links and removals in `directory` durable. */
export function syncDirectory(directory: string): void {
  if (!POSIX) return
  const handle = openSync(directory, constants.O_RDONLY)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Writes and fsyncs a new file 0600 under a name of its own beside `path`, and returns that name. */
function writeBeside(path: string, bytes: Uint8Array): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW
  const handle = openSync(temporary, flags, 0o600)
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(handle)
  }
  return temporary
}

/**
 * Replaces (or makes) the file at `path`, mode 0600. When it returns the new content is durable; when it throws, or the
 * machine dies, the old content is still there whole.
 */
export function replaceDurably(path: string, bytes: Uint8Array): void {
  const temporary = writeBeside(path, bytes)
  try {
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncDirectory(dirname(path))
}

/**
 * Makes the file at `path`, mode 0600, whole and durable. Returns false, and leaves everything as it was, where that name
 * is taken, be it by a link: of several processes exactly one gets true.
 */
export function createDurably(path: string, bytes: Uint8Array): boolean {
  const temporary = writeBeside(path, bytes)
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  syncDirectory(dirname(path))
  return true
}

/**
 * The bytes of the file at `path`, or undefined where there is none. Throws for a symbolic link, for anything that is not
 * a regular file, for a file that others may read or write or that another user owns, and above `maxBytes`.
 */
export function readPrivate(path: string, maxBytes: number): Buffer | undefined {
  let handle: number
  try {
    handle = openSync(path, constants.O_RDONLY | NO_FOLLOW)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    if (errorCode(error) === 'ELOOP') throw new Error(`${path} is a symbolic link: refused`, { cause: error })
    throw error
  }
  try {
    requirePrivate(path, handle, maxBytes)
    const bytes = Buffer.alloc(maxBytes + 1)
    let length = 0
    for (let got = -1; got !== 0 && length <= maxBytes; length += got)
      got = readSync(handle, bytes, length, bytes.length - length, null)
    if (length > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes: refused`)
    return Buffer.from(bytes.subarray(0, length))
  } finally {
    closeSync(handle)
  }
}

function requirePrivate(path: string, handle: number, maxBytes: number): void {
  const stat = fstatSync(handle)
  if (!stat.isFile()) throw new Error(`${path} is not a regular file: refused`)
  if (stat.size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes: refused`)
  if (!POSIX) return
  if ((stat.mode & 0o077) !== 0)
    throw new Error(`${path} is open to group or others (mode ${(stat.mode & 0o777).toString(8)}): chmod it to 600`)
  if (stat.uid !== process.getuid?.()) throw new Error(`${path} belongs to another user: refused`)
}
