/** A failed sync of the database ends the process: the store says so once, and acknowledges nothing. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Kysely } from 'kysely'
import { systemClock } from '../../runtime/clock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { newSecretBox } from '../../token/secretBox.ts'
import { StoreSyncFailed } from '../errors.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { openSqlStore } from '../sqlStore.ts'
import { NodeSqliteDialect } from './dialect.ts'

/** A database whose commits fail as SQLite's do when the disk does not sync, once told to. */
class FailingDatabase extends DatabaseSync {
  failing = false

  override exec(sql: string): void {
    if (this.failing && sql === 'commit') throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
    super.exec(sql)
  }
}

test('a failed sync calls fatal and the change is not acknowledged', async () => {
  const database = new FailingDatabase(':memory:')
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(database) })
  await migrate(db)
  const ends: Error[] = []
  const store = await openSqlStore({
    reads: db,
    writes: db,
    box: newSecretBox(createSecretKey(Buffer.alloc(32, 1)), systemRandom),
    clock: systemClock,
    limits: { entries: 10, absent: 10 },
    fatal: (error) => void ends.push(error),
  })
  database.failing = true
  await assert.rejects(
    store.write((tx) => tx.outbox('event', '{}')),
    StoreSyncFailed,
  )
  assert.equal(ends.length, 1)
  database.failing = false
  await store.close()
})
