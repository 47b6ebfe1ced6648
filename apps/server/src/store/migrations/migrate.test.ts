import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Kysely, sql } from 'kysely'
import type { Db, Schema } from '../schema.ts'
import { NodeSqliteDialect } from '../sqlite/dialect.ts'
import { openForWriting } from '../sqlite/open.ts'
import { migrate } from './migrate.ts'

describe('migrate', () => {
  let db: Db
  beforeEach(() => {
    db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(openForWriting(':memory:')) })
  })
  afterEach(() => db.destroy())

  const tables = async () => {
    const { rows } = await sql<{
      name: string
    }>`select name from sqlite_master where type = 'table' order by name`.execute(db)
    return rows.map(({ name }) => name)
  }
  const first = ['create table a (id text primary key)', "insert into a values ('kept')"]

  test('runs each step once, in order, and goes on from where it was', async () => {
    await migrate(db, [first])
    await migrate(db, [first])
    await migrate(db, [first, ['alter table a add column n integer']])
    assert.deepEqual(await tables(), ['a', 'schema_version'])
    assert.deepEqual(
      (await sql`select * from a`.execute(db)).rows.map((row) => ({ ...(row as object) })),
      [{ id: 'kept', n: null }],
    )
  })

  test('a step that fails leaves nothing of itself and all of those before it', async () => {
    await assert.rejects(migrate(db, [first, ['create table b (id text)', 'create nonsense']]))
    assert.deepEqual(await tables(), ['a', 'schema_version'])
    await migrate(db, [first, ['create table b (id text)']])
    assert.deepEqual(await tables(), ['a', 'b', 'schema_version'])
  })

  test('refuses a database of a newer version and leaves it alone', async () => {
    await migrate(db, [first, ['create table b (id text)']])
    await assert.rejects(migrate(db, [first]), /schema version 2.*knows up to 1/)
  })
})
