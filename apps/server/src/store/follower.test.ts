import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely } from 'kysely'
import { systemClock } from '../runtime/clock.ts'
import { testBox } from './fixtures/aesBox.ts'
import { user } from './fixtures/entities.ts'
import { migrate } from './migrations/migrate.ts'
import type { Schema } from './schema.ts'
import { NodeSqliteDialect } from './sqlite/dialect.ts'
import { openForWriting } from './sqlite/open.ts'
import { openSqlStore } from './sqlStore.ts'

describe('a process that cannot follow the feed', () => {
  test('stops answering from memory and says so', async () => {
    const connection = openForWriting(':memory:')
    const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(connection) })
    await migrate(db)
    const warnings: string[] = []
    const log = { warn: (_detail: object, message: string) => void warnings.push(message) }
    const parts = { reads: db, writes: db, box: testBox, clock: systemClock, limits: { entries: 9, absent: 9 } }
    const store = await openSqlStore({ ...parts, log })
    await store.write((tx) => tx.write.users.create(user('Alice')))
    assert.equal((await store.read.users.byId('AIDAALICE'))?.name, 'Alice')
    connection.exec('drop table feed')
    assert.equal((await store.read.users.byId('AIDAALICE'))?.name, 'Alice', 'warm')
    connection.exec('drop table holders')
    await sleep(1000)
    await assert.rejects(store.read.users.byId('AIDAALICE'))
    assert.match(warnings[0] ?? '', /cannot be read/)
    await store.close()
  })
})
