/** SQLite's result codes as the store's errors. Source: sqlite.org/rescode.html. */
import { StoreConflict, StoreSyncFailed, StoreUnavailable } from '../errors.ts'

const BUSY = 5
const CONSTRAINT = 19

/** Primary codes that say "not now" or "not this disk": nothing that another statement could have avoided. */
const UNAVAILABLE = new Map([
  [BUSY, 'locked by another process'],
  [6, 'locked'],
  [7, 'out of memory'],
  [8, 'read-only'],
  [10, 'I/O error'],
  [11, 'damaged'],
  [13, 'no space'],
  [14, 'cannot be opened'],
  [15, 'locking failed'],
  [22, 'file too large for the system'],
  [26, 'not a database'],
])

/** SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC. */
const SYNC_FAILED: ReadonlySet<number> = new Set([1034, 1290])

function extendedCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined
}

/** The primary result code of an error thrown by node:sqlite, or undefined for any other value. */
function resultCode(error: unknown): number | undefined {
  const code = extendedCode(error)
  return code === undefined ? undefined : code & 0xff
}

/** True when another connection holds the lock. */
export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY

/** `error` as the store shows it: StoreSyncFailed, StoreUnavailable, StoreConflict, or itself where it is a bug. */
export function storeError(error: unknown): unknown {
  const code = resultCode(error)
  if (code === undefined) return error
  if (SYNC_FAILED.has(extendedCode(error) ?? 0)) return new StoreSyncFailed('database: a sync failed', { cause: error })
  if (code === CONSTRAINT) return new StoreConflict('the change contradicts what is stored', { cause: error })
  const why = UNAVAILABLE.get(code)
  return why === undefined ? error : new StoreUnavailable(`database: ${why}`, { cause: error })
}
