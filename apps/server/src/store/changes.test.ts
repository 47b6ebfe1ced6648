import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { Kysely } from 'kysely'
import { appendChanges, ChangeSet, changesSince } from './changes.ts'
import { migrate } from './migrations/migrate.ts'
import type { Db, Schema } from './schema.ts'
import { NodeSqliteDialect } from './sqlite/dialect.ts'
import { openForWriting } from './sqlite/open.ts'

describe('the change feed', () => {
  let db: Db
  const opened: Db[] = []
  beforeEach(async () => {
    db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(openForWriting(':memory:')) })
    opened.push(db)
    await migrate(db)
  })
  after(() => Promise.all(opened.map((each) => each.destroy())))

  const append = (key: string) =>
    db.transaction().execute((tx) => appendChanges(tx, [{ kind: 'holder', key }], { keep: 4, every: 2 }))
  const keys = async (seen: number) => (await changesSince(db, seen)).changes.map(({ kind, key }) => `${kind} ${key}`)

  test('numbers transactions from 1 and tells what came after a number', async () => {
    assert.deepEqual(await changesSince(db, 0), { revision: 0, changes: [] })
    assert.equal(await append('a'), 1)
    assert.equal(await append('b'), 2)
    assert.deepEqual(await keys(0), ['holder a', 'holder b'])
    assert.deepEqual(await keys(1), ['holder b'])
    assert.deepEqual(await keys(2), [])
  })

  test('keeps a bounded past; who was away longer must forget everything', async () => {
    for (let n = 1; n <= 10; n += 1) await append(String(n))
    const { count } = await db
      .selectFrom('changes')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    assert.equal(count, 4)
    assert.deepEqual(await keys(6), ['holder 7', 'holder 8', 'holder 9', 'holder 10'])
    assert.deepEqual(await keys(5), ['everything '])
  })

  test('a past that is not ours (an older copy of the file) means everything', async () => {
    await append('a')
    assert.deepEqual(await keys(7), ['everything '])
  })

  test('a change set names each thing once, and becomes everything beyond a hundred', () => {
    const changes = new ChangeSet()
    for (let n = 0; n < 2; n += 1) {
      changes.add('holder', 'x')
      changes.add('policy', 'x')
    }
    assert.equal(changes.list().length, 2)
    for (let n = 0; n < 98; n += 1) changes.add('holder', String(n))
    assert.equal(changes.list().length, 100)
    changes.add('holder', 'one more')
    assert.deepEqual(changes.list(), [{ kind: 'everything', key: '' }])
  })
})
