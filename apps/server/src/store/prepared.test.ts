/** Statements whose SQL is built once. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Kysely } from 'kysely'
import { migrate } from './migrations/migrate.ts'
import { prepared, preparedIn } from './prepared.ts'
import type { ChangeTable, Db, Schema } from './schema.ts'
import { NodeSqliteDialect } from './sqlite/dialect.ts'
import { openForWriting } from './sqlite/open.ts'

describe('prepared statements', () => {
  let db: Kysely<Schema>
  const open = () => new Kysely<Schema>({ dialect: new NodeSqliteDialect(openForWriting(':memory:')) })
  beforeEach(async () => {
    db = open()
    await migrate(db)
  })
  afterEach(() => db.destroy())

  const insert = prepared((to, { revision, kind, key }: ChangeTable) =>
    to.insertInto('changes').values({ revision, kind, key }),
  )

  const keysOf = async (rows: Promise<readonly { readonly key: string }[]>) => (await rows).map(({ key }) => key)

  test('are built once for a database, and take their own values each time', async () => {
    let built = 0
    const find = prepared((from: Db, { kind, least }: { readonly kind: string; readonly least: number }) => {
      built += 1
      return from
        .selectFrom('changes')
        .select('key')
        .where('kind', '=', kind)
        .where('revision', '>=', least)
        .where('revision', '<', 9)
        .where('kind', '=', kind)
        .orderBy('revision')
    })
    await db.transaction().execute(async (tx) => {
      await insert(tx, { revision: 1, kind: 'a', key: 'one' })
      await insert(tx, { revision: 2, kind: 'a', key: 'two' })
      await insert(tx, { revision: 3, kind: 'b', key: 'three' })
      await insert(tx, { revision: 9, kind: 'a', key: 'nine' })
      assert.deepEqual(await keysOf(find(tx, { kind: 'a', least: 0 })), ['one', 'two'])
    })
    assert.deepEqual(await keysOf(find(db, { kind: 'a', least: 2 })), ['two'])
    assert.deepEqual(await keysOf(find(db, { kind: 'b', least: 0 })), ['three'])
    assert.equal(built, 1)
    const other = open()
    await migrate(other)
    assert.deepEqual(await keysOf(find(other, { kind: 'a', least: 0 })), [])
    assert.equal(built, 2)
    await other.destroy()
  })

  test('a row that does not name its columns is refused: it would be empty', async () => {
    const whole = prepared((to, row: ChangeTable) => to.insertInto('changes').values(row))
    await assert.rejects(whole(db, { revision: 1, kind: 'a', key: 'one' }), /names each of its parameters/)
  })

  test('about ids: of one, of several, of none', async () => {
    await db.transaction().execute(async (tx) => {
      for (const key of ['one', 'two', 'three']) await insert(tx, { revision: 1, kind: 'a', key })
    })
    const keys: string[][] = []
    const find = preparedIn((from: Db, ids) => {
      keys.push([...ids].map(String))
      return from.selectFrom('changes').select('key').where('key', 'in', ids).orderBy('key')
    })
    assert.deepEqual(await keysOf(find(db, ['two'])), ['two'])
    assert.deepEqual(await keysOf(find(db, ['one'])), ['one'])
    assert.equal(keys.length, 1)
    assert.deepEqual(await keysOf(find(db, ['one', 'three'])), ['one', 'three'])
    assert.deepEqual(await keysOf(find(db, [])), [])
  })
})
