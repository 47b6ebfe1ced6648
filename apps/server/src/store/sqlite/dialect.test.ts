import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Kysely, sql } from 'kysely'
import { StoreConflict } from '../errors.ts'
import { NodeSqliteDialect } from './dialect.ts'
import { openForWriting } from './open.ts'

interface Tables {
  t: { id: string; n: number }
}

describe('the node:sqlite dialect', () => {
  let db: Kysely<Tables>
  beforeEach(async () => {
    db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(openForWriting(':memory:')) })
    await db.transaction().execute((tx) => sql`create table t (id text primary key, n integer)`.execute(tx))
  })
  afterEach(() => db.destroy())

  test('refuses a change outside a transaction', async () => {
    await assert.rejects(db.insertInto('t').values({ id: 'a', n: 1 }).execute(), /outside a transaction/)
    assert.deepEqual(await db.selectFrom('t').selectAll().execute(), [])
  })

  test('answers rows, counts of changed rows, and what changes return', async () => {
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto('t')
        .values([
          { id: 'a', n: 1 },
          { id: 'b', n: 2 },
        ])
        .execute()
      const [updated] = await tx.updateTable('t').set({ n: 7 }).execute()
      assert.equal(updated?.numUpdatedRows, 2n)
      const returned = await tx.updateTable('t').set({ n: 8 }).where('id', '=', 'a').returning('n').execute()
      assert.deepEqual(
        returned.map(({ n }) => n),
        [8],
      )
    })
    assert.equal((await db.selectFrom('t').select('n').where('id', '=', 'b').executeTakeFirst())?.n, 7)
  })

  test('goes on preparing when it has seen more texts than it keeps', async () => {
    for (let n = 0; n < 600; n += 1) {
      const { rows } = await sql<{ n: number }>`select ${sql.lit(n)} as n`.execute(db)
      assert.equal(rows[0]?.n, n)
    }
  })

  test('a broken constraint is a conflict, a broken statement is itself', async () => {
    const twice = [
      { id: 'a', n: 1 },
      { id: 'a', n: 2 },
    ]
    await assert.rejects(
      db.transaction().execute((tx) => tx.insertInto('t').values(twice).execute()),
      StoreConflict,
    )
    await assert.rejects(sql`select nonsense`.execute(db), /no such column/)
  })
})
