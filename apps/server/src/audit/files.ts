/** The file system as the audit log's writer uses it. A seam, so that tests can make each call fail in turn. */
import { constants } from 'node:fs'
import { open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { AuditUnavailable } from './audit.ts'
import { errorCode } from '../runtime/durableFile.ts'

/** A file open for writing. Errors are Node's own, with `code`. */
export interface AuditFile {
  /** Bytes written, possibly fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>
  truncate(length: number): Promise<void>
  /** fdatasync(2). */
  datasync(): Promise<void>
  close(): Promise<void>
}

/** Every change the writer makes outside an open file. */
export interface AuditFiles {
  /** A new file, 0600. Rejects with EEXIST where anything stands under that name, a symbolic link included. */
  create(path: string): Promise<AuditFile>
  /** An existing regular file with no other name, accessible to nobody but its owner; rejects otherwise. */
  open(path: string): Promise<AuditFile>
  rename(from: string, to: string): Promise<void>
  /** Removes a file; quiet where there is none. */
  remove(path: string): Promise<void>
  /** Makes creations, renames and removals in a directory durable. */
  syncDirectory(path: string): Promise<void>
}

const auditFile = (handle: FileHandle): AuditFile => ({
  write: async (bytes, position) => (await handle.write(bytes, 0, bytes.byteLength, position)).bytesWritten,
  truncate: (length) => handle.truncate(length),
  datasync: () => handle.datasync(),
  close: () => handle.close(),
})

const { O_WRONLY, O_RDONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants

async function openExisting(path: string): Promise<AuditFile> {
  // O_NONBLOCK: a FIFO planted under this name must not hang the start.
  const handle = await open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)
  const { mode, nlink } = await handle.stat()
  if ((mode & 0o170000) === 0o100000 && (mode & 0o077) === 0 && nlink === 1) return auditFile(handle)
  await handle.close()
  throw new Error(`${path} must be a regular file with one name and mode 0600; it may have been planted`)
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

/** The operating system's file system. */
export const systemFiles: AuditFiles = {
  create: async (path) => auditFile(await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)),
  open: openExisting,
  rename,
  remove,
  syncDirectory,
}

/** A sync failed: what is on the disk is unknown, and trying again would prove nothing. The process must exit. */
export class SyncFailed extends Error {
  override readonly name = 'SyncFailed'
}

/** Errors that mean "not now": no space, no quota, read-only, or too many open files. Everything else is a broken disk. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE'])

/** Runs a sync; rejects with SyncFailed whatever the system's error is, for want of space too. */
export async function syncing(sync: () => Promise<void>): Promise<void> {
  try {
    await sync()
  } catch (cause) {
    throw new SyncFailed('The audit log could not be synced to disk', { cause })
  }
}

/** Runs what may fail for lack of room; turns that into AuditUnavailable and lets every other error through. */
export async function needingRoom<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = errorCode(error)
    if (code !== undefined && NO_ROOM.has(code)) throw new AuditUnavailable(`The audit log cannot be written (${code})`)
    throw error
  }
}

/** Writes all of `bytes` at `position`, however short the single writes are. */
export async function writeAll(file: AuditFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const written = await file.write(bytes.subarray(done), position + done)
    if (written === 0) throw Object.assign(new Error('the volume took no bytes'), { code: 'ENOSPC' })
    done += written
  }
}
