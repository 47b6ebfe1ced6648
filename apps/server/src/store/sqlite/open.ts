/** Opens the SQLite file: durable, private, defended against a hostile file. */
import { closeSync, constants, existsSync, fchmodSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '../errors.ts'
import { storeError } from './errors.ts'

/** How long SQLite itself blocks on a lock (ms). Short: it blocks the whole process. */
const BUSY_TIMEOUT_MS = 20

/** The name that keeps everything in memory. */
export const IN_MEMORY = ':memory:'

/**
 * The connection that writes. WAL with a sync at every commit: a change that was reported is on the disk. The file is
 * made 0600 (SQLite gives `-wal` and `-shm` the same mode), missing folders 0700. Throws StoreUnavailable.
 */
export function openForWriting(file: string): DatabaseSync {
  return opening(() => {
    if (file !== IN_MEMORY) makePrivateFile(file)
    const database = new DatabaseSync(file, options(false))
    const mode = database.prepare('pragma journal_mode = wal').get()?.['journal_mode']
    if (file !== IN_MEMORY && mode !== 'wal') {
      database.close()
      throw new StoreUnavailable(`database: ${file} cannot use write-ahead logging (a network file system?)`)
    }
    database.exec(`pragma synchronous = full; pragma journal_size_limit = 67108864; ${SHARED_PRAGMAS}`)
    return database
  })
}

/** A connection that only reads a file which openForWriting has opened. Throws StoreUnavailable. */
export function openForReading(file: string): DatabaseSync {
  return opening(() => {
    const database = new DatabaseSync(file, options(true))
    database.exec(SHARED_PRAGMAS)
    return database
  })
}

/** No temporary files outside the data directory; functions in a doctored schema do not run; 8 MiB of pages kept. */
const SHARED_PRAGMAS = 'pragma temp_store = memory; pragma trusted_schema = off; pragma cache_size = -8192;'

const options = (readOnly: boolean) => ({
  readOnly,
  timeout: BUSY_TIMEOUT_MS,
  enableForeignKeyConstraints: true,
  enableDoubleQuotedStringLiterals: false,
  allowExtension: false,
  defensive: true,
})

function opening(open: () => DatabaseSync): DatabaseSync {
  try {
    return open()
  } catch (error) {
    throw storeError(error)
  }
}

/** Made here and not by SQLite, so that no moment passes in which others may read it. */
function makePrivateFile(file: string): void {
  try {
    const isNew = !existsSync(file)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600)
    fchmodSync(descriptor, 0o600)
    closeSync(descriptor)
    if (isNew) syncFolder(dirname(file))
  } catch (error) {
    throw new StoreUnavailable(`database: ${file} cannot be opened`, { cause: error })
  }
}

/** Makes the entry of a new file durable: its contents are nothing without it. */
function syncFolder(folder: string): void {
  const directory = openSync(folder, constants.O_RDONLY)
  fsyncSync(directory)
  closeSync(directory)
}
