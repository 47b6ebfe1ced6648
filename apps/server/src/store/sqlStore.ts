/** The store over any SQL database that Kysely speaks to: transactions, caches, and the feed that keeps them true. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { SecretBox } from '../domain/secret.ts'
import type { Clock } from '../runtime/clock.ts'
import type { CacheLimits } from './cache.ts'
import { Caches } from './caches.ts'
import { appendChanges, ChangeSet, currentRevision } from './changes.ts'
import { StoreSyncFailed, StoreUnavailable } from './errors.ts'
import { ChangeFollower } from './follower.ts'
import { sqlMfaCodes } from './mfaCodes.ts'
import { appendOutbox, sqlOutbox, type OutboxEntry } from './outbox/outbox.ts'
import { cachedReader } from './reader/cachedReader.ts'
import { sqlReader } from './reader/sqlReader.ts'
import type { Db } from './schema.ts'
import { SettledRecords } from './outbox/settledRecords.ts'
import { SharedCommits } from './sharedCommits.ts'
import type { Source } from './source.ts'
import type { MfaCodes, Outbox, Reader, Store, Writer } from './store.ts'
import { sqlUsageNotes, type UsageNotes } from './usage.ts'
import { sqlWriter } from './writer/sqlWriter.ts'

/** The part of a logger that a store uses. */
export interface StoreLog {
  warn(detail: object, message: string): void
}

/** What a store stands on. `reads` and `writes` may be the same connection: reads then wait for transactions. */
export interface SqlStoreParts {
  readonly reads: Db
  readonly writes: Db
  readonly box: SecretBox
  readonly clock: Clock
  readonly limits: CacheLimits
  readonly log?: StoreLog
  /** Ends the process: a sync failed, so nothing may be acknowledged any more. Default: the error is only thrown. */
  readonly fatal?: (error: Error) => void
}

/** A store over databases that are open and migrated; it closes them. */
export async function openSqlStore(parts: SqlStoreParts): Promise<Store> {
  return new SqlStore(parts, await currentRevision(parts.reads))
}

class SqlStore implements Store {
  readonly read: Reader
  readonly mfaCodes: MfaCodes
  readonly outbox: Outbox
  readonly usage: UsageNotes
  readonly #parts: SqlStoreParts
  readonly #source: Source
  readonly #caches: Caches
  readonly #follower: ChangeFollower
  readonly #commits: SharedCommits
  readonly #settled: SettledRecords
  readonly #insideWork = new AsyncLocalStorage<true>()
  #closed = false

  constructor(parts: SqlStoreParts, revision: number) {
    this.#parts = parts
    this.#caches = new Caches(parts.limits)
    this.#source = this.#readSource()
    this.#settled = new SettledRecords(() => this.#commits.run(async () => {}))
    this.#commits = new SharedCommits({
      db: parts.writes,
      clock: parts.clock,
      alongside: (tx) => this.#settled.remove(tx),
      failed: (error) => {
        if (error instanceof StoreSyncFailed) parts.fatal?.(error)
      },
    })
    this.#follower = new ChangeFollower(this.#source, revision, {
      changed: (changes) => this.#caches.forget(changes),
      lost: (error) => this.#lost(error),
    })
    this.read = cachedReader(sqlReader(this.#source, parts.box), this.#caches)
    this.mfaCodes = sqlMfaCodes((work) => this.#transact(work), this.#source)
    this.outbox = sqlOutbox((work) => this.#transact(work), this.#source, this.#settled)
    this.usage = sqlUsageNotes(
      (work) => this.#transact(work),
      this.#source,
      () => this.#caches.uses.clear(),
    )
  }

  async write<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
    const changes = new ChangeSet()
    const outbox: OutboxEntry[] = []
    const { result, revision } = await this.#transact(async (db) => {
      const { box, clock } = this.#parts
      const writer = sqlWriter({ db, box, changes, nowMs: clock.nowMs() }, outbox)
      const result = await this.#insideWork.run(true, () => work(writer))
      const changed = changes.list()
      if (changed.length === 0 && outbox.length === 0) return { result, revision: undefined }
      const revision = await appendChanges(db, changed)
      await appendOutbox(db, revision, outbox)
      return { result, revision }
    })
    this.#caches.forget(changes.list())
    if (revision !== undefined) this.#follower.committed(revision)
    return result
  }

  async healthy(): Promise<boolean> {
    try {
      await currentRevision(this.#source.db)
      return true
    } catch {
      return false
    }
  }

  /** Waits for the transactions under way. The reading connection goes first, so that the other can tidy the file. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#follower.stop()
    const { reads, writes } = this.#parts
    // What cannot be removed is found in the log by the next start.
    await this.#settled.flush().catch(() => undefined)
    await this.#commits.idle()
    await reads.connection().execute(async () => {})
    await reads.destroy()
    if (writes !== reads) await writes.destroy()
  }

  async #transact<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    this.#mustBeOpen()
    if (this.#insideWork.getStore() === true)
      throw new Error(
        'a transaction was begun inside another, which it would wait for: use the Writer of the outer one',
      )
    return this.#commits.run(work)
  }

  #readSource(): Source {
    const { reads, writes } = this.#parts
    const database = (): Db => {
      this.#mustBeOpen()
      if (reads === writes && this.#insideWork.getStore() === true)
        throw new Error('a read inside a transaction on the same connection would wait for it: use the Writer')
      return reads
    }
    return {
      get db() {
        return database()
      },
      snapshot: async (read) => database().transaction().setAccessMode('read only').execute(read),
    }
  }

  /** What cannot be kept up to date must not be believed: reads go to the database, and fail with it. */
  #lost(error: unknown): void {
    this.#caches.clear()
    if (!this.#closed) this.#parts.log?.warn({ err: error }, 'the change feed cannot be read; caches were emptied')
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new StoreUnavailable('database: closed')
  }
}
