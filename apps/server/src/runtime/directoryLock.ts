/** One server per data directory. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A held lock. */
export interface DirectoryLock {
  release(): void
}

/**
 * Takes the lock of `directory`, or undefined where another process holds it. An open exclusive SQLite transaction is the
 * lock: the system drops it with the process however that ends, so a crash leaves nothing stale.
 */
export function lockDirectory(directory: string): DirectoryLock | undefined {
  const database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    database.exec('pragma journal_mode = memory; begin exclusive')
    return { release: () => database.close() }
  } catch {
    database.close()
    return undefined
  }
}
