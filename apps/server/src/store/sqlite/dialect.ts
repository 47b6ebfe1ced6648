/** Kysely's dialect for node:sqlite: one connection, prepared statements kept, transactions that take their lock first. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { isBusy, storeError } from './errors.ts'

/** Beyond this many different texts the one used least recently is dropped. */
const MAX_STATEMENTS = 256

/** 200 attempts, each up to SQLite's own busy timeout and then this long: 5 s and more before giving up. */
const BEGIN_ATTEMPTS = 200
const BEGIN_PAUSE_MS = 5

interface Prepared {
  readonly statement: StatementSync
  /** None where it returns no rows. */
  readonly columns: readonly string[]
}

/**
 * A row as an object. node:sqlite's own rows are dictionaries, which take twice the memory, and which each page of a long
 * list leaves behind for the collector; these all have one shape.
 */
function rowOf(columns: readonly string[], values: readonly SQLOutputValue[]): Record<string, SQLOutputValue> {
  const row: Record<string, SQLOutputValue> = {}
  let index = 0
  for (const column of columns) {
    row[column] = values[index] ?? null
    index += 1
  }
  return row
}

/** A dialect over an open database, which it closes with Kysely's `destroy`. Kysely queues for its only connection. */
export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database)
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler()
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter()
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db)
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync
  readonly #connection: NodeSqliteConnection

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#connection = new NodeSqliteConnection(database)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async releaseConnection(): Promise<void> {}

  /**
   * Writers take the write lock at once, so that no statement of theirs can fail on it later. Waiting happens between
   * attempts, off the thread: the holder may be another store of this very process.
   */
  async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate'
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#database.exec(begin)
        return
      } catch (error) {
        if (!isBusy(error) || attempt === BEGIN_ATTEMPTS) throw storeError(error)
      }
      await sleep(BEGIN_PAUSE_MS)
    }
  }

  async commitTransaction(): Promise<void> {
    this.#run('commit')
  }

  /** SQLite has rolled back by itself after some errors (no space, I/O): then there is nothing left to do. */
  async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#run('rollback')
  }

  async destroy(): Promise<void> {
    this.#database.close()
  }

  #run(command: 'commit' | 'rollback'): void {
    try {
      this.#database.exec(command)
    } catch (error) {
      throw storeError(error)
    }
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  /** In order of use. */
  readonly #prepared = new Map<string, Prepared>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const { statement, columns } = this.#prepare(query.sql)
      const parameters = query.parameters as readonly SQLInputValue[]
      if (columns.length > 0) {
        // As `setReturnArrays` makes it.
        const rows = statement.all(...parameters) as unknown as readonly SQLOutputValue[][]
        return { rows: rows.map((values) => rowOf(columns, values)) as R[] }
      }
      // A change outside a transaction would commit by itself: only a forgotten `await` gets here.
      if (!this.#database.isTransaction) throw new Error('a change outside a transaction')
      return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) }
    } catch (error) {
      throw storeError(error)
    }
  }

  // oxlint-disable-next-line require-yield -- Kysely's interface; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('node:sqlite answers are read whole')
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text)
    if (known !== undefined) {
      this.#prepared.delete(text)
      this.#prepared.set(text, known)
      return known
    }
    const statement = this.#database.prepare(text)
    statement.setReturnArrays(true)
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) }
    const [oldest] = this.#prepared.keys()
    if (this.#prepared.size >= MAX_STATEMENTS && oldest !== undefined) this.#prepared.delete(oldest)
    this.#prepared.set(text, prepared)
    return prepared
  }
}
