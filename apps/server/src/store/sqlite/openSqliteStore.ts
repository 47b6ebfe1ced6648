/** The embedded store: SQLite in one file, or in memory. */
import { Kysely } from 'kysely'
import type { SecretBox } from '../../domain/secret.ts'
import type { Clock } from '../../runtime/clock.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { openSqlStore, type StoreLog } from '../sqlStore.ts'
import type { Store } from '../store.ts'
import { NodeSqliteDialect } from './dialect.ts'
import { IN_MEMORY, openForReading, openForWriting } from './open.ts'

/** How the store is opened. */
export interface SqliteStoreOptions {
  /** Path of the database file, made if missing, or `:memory:`. */
  readonly file: string
  readonly box: SecretBox
  readonly clock: Clock
  /** Entities of each kind kept in memory. Default 20,000. */
  readonly cacheEntries?: number
  /** Keys of each kind remembered as absent. Default 2,000. */
  readonly absentEntries?: number
  readonly log?: StoreLog
  /** Ends the process after a failed sync. */
  readonly fatal?: (error: Error) => void
}

const CACHE_ENTRIES = 20_000
const ABSENT_ENTRIES = 2_000

/**
 * Opens the store and brings its schema up to date. Throws StoreUnavailable where the file cannot be opened, and an Error
 * where a newer Brevet wrote it. A store in memory has one connection: its cold reads wait for the transaction under way,
 * and throw when they are made from inside one.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file, box, clock, log, fatal, cacheEntries = CACHE_ENTRIES, absentEntries = ABSENT_ENTRIES } = options
  const writes = new Kysely<Schema>({ dialect: new NodeSqliteDialect(openForWriting(file)) })
  try {
    await migrate(writes)
    const reads =
      file === IN_MEMORY ? writes : new Kysely<Schema>({ dialect: new NodeSqliteDialect(openForReading(file)) })
    const limits = { entries: cacheEntries, absent: absentEntries }
    return await openSqlStore({
      reads,
      writes,
      box,
      clock,
      limits,
      ...(log === undefined ? {} : { log }),
      ...(fatal === undefined ? {} : { fatal }),
    })
  } catch (error) {
    await writes.destroy()
    throw error
  }
}
