import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Kysely, sql } from 'kysely'
import type { Db, Schema } from '../schema.ts'
import { NodeSqliteDialect } from '../sqlite/dialect.ts'
import { openForWriting } from '../sqlite/open.ts'
import { creationKey } from '../names.ts'
import { MIGRATIONS, migrate } from './migrate.ts'

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

  test('lists of accounts and units that were by name are in the order of creation afterwards', async () => {
    await migrate(db, MIGRATIONS.slice(0, 2))
    await db.transaction().execute(async (tx) => {
      for (const [id, at] of [
        ['a', 1_700_000_000_000],
        ['b', 999],
      ] as const) {
        const account = sql`${id}, ${id}, ${id}, ${`${id} key`}, ${id}, ${id}, 'ACTIVE', 'CREATED', ${at}, null`
        await sql`insert into accounts values (${account})`.execute(tx)
        const creation = sql`${id}, ${id}, 'SUCCEEDED', ${at}, ${at}, ${id}, null`
        await sql`insert into account_statuses values (${creation})`.execute(tx)
        await sql`insert into organizational_units values (${id}, 'r', ${id}, ${id}, ${id}, ${at})`.execute(tx)
      }
    })
    await migrate(db)
    for (const table of ['accounts', 'account_statuses', 'organizational_units'] as const) {
      const rows = await db.selectFrom(table).select('list_key').orderBy('list_key').execute()
      assert.deepEqual(
        rows.map(({ list_key }) => list_key),
        [creationKey(999, 'b'), creationKey(1_700_000_000_000, 'a')],
      )
    }
  })

  test('refuses a database of a newer version and leaves it alone', async () => {
    await migrate(db, [first, ['create table b (id text)']])
    await assert.rejects(migrate(db, [first]), /schema version 2.*knows up to 1/)
  })
})
