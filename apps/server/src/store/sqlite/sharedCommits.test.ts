/** Transactions that wait together share a commit, and nothing else. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Kysely } from 'kysely'
import type { Clock } from '../../runtime/clock.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Db, Schema } from '../schema.ts'
import { SharedCommits } from '../sharedCommits.ts'
import { NodeSqliteDialect } from './dialect.ts'

/** Counts its commits, and fails them once told to. */
class Counting extends DatabaseSync {
  commits = 0
  failing = false

  override exec(sql: string): void {
    if (sql === 'commit') {
      if (this.failing) throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
      this.commits += 1
    }
    super.exec(sql)
  }
}

/** Works that take long do not share, and on a busy machine any may: here none does unless a test says so. */
const STILL: Clock = { nowMs: () => 0, monotonicMs: () => 0 }

let database: Counting
let db: Kysely<Schema>
let failures: unknown[]
let commits: SharedCommits

describe('sharedCommits', () => {
  beforeEach(async () => {
    database = new Counting(':memory:')
    db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(database) })
    await migrate(db)
    database.commits = 0
    failures = []
    commits = new SharedCommits({ db, clock: STILL, failed: (error) => void failures.push(error) })
  })
  afterEach(() => db.destroy())

  const put =
    (kind: string) =>
    async (tx: Db): Promise<string> => {
      await tx.insertInto('changes').values({ revision: 1, kind, key: '' }).execute()
      return kind
    }
  const stored = async (): Promise<string[]> =>
    (await db.selectFrom('changes').select('kind').orderBy('kind').execute()).map(({ kind }) => kind)

  describe('shared commits', () => {
    test('works that wait share one commit; each is answered with its own result', async () => {
      assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((kind) => commits.run(put(kind)))), ['a', 'b', 'c'])
      assert.equal(database.commits, 1)
      assert.deepEqual(await stored(), ['a', 'b', 'c'])
    })

    test('a work sees those before it, and one that throws undoes only itself', async () => {
      const seen: unknown[] = []
      const count = async (tx: Db): Promise<void> => {
        seen.push((await tx.selectFrom('changes').selectAll().execute()).length)
      }
      const results = await Promise.allSettled([
        commits.run(put('a')),
        commits.run(count),
        commits.run(async (tx) => {
          await put('lost')(tx)
          throw new Error('refused')
        }),
        commits.run(count),
        commits.run(put('b')),
      ])
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
      )
      assert.match(String((results[2] as PromiseRejectedResult).reason), /refused/)
      assert.deepEqual(seen, [1, 1])
      assert.deepEqual(await stored(), ['a', 'b'])
      assert.deepEqual(failures, [])
    })

    test('where the commit fails, all of its works have failed, and it is told once', async () => {
      database.failing = true
      const results = await Promise.allSettled([commits.run(put('a')), commits.run(put('b'))])
      assert.ok(results.every(({ status }) => status === 'rejected'))
      assert.equal(failures.length, 1)
      database.failing = false
      assert.deepEqual(await stored(), [])
      assert.equal(await commits.run(put('c')), 'c')
    })

    test('where the database undoes the transaction by itself, none of its works is answered as done', async () => {
      const results = await Promise.allSettled([
        commits.run(put('a')),
        commits.run(async () => {
          database.exec('rollback')
          throw new Error('disk full')
        }),
        commits.run(put('later')),
      ])
      assert.deepEqual(
        results.map(({ status }) => status),
        ['rejected', 'rejected', 'fulfilled'],
      )
      assert.deepEqual(await stored(), ['later'])
    })

    test('works that take long do not share', async () => {
      let nowMs = 0
      const clock = { nowMs: () => nowMs, monotonicMs: () => (nowMs += 10) }
      const slow = new SharedCommits({ db, clock, failed: () => {} })
      await Promise.all(['a', 'b', 'c'].map((kind) => slow.run(put(kind))))
      assert.equal(database.commits, 3)
    })

    test('what is done alongside is done once for each commit, and told when that is durable', async () => {
      const told: string[] = []
      let round = 0
      const alongside = async (tx: Db) => {
        const kind = await put(`alongside ${(round += 1)}`)(tx)
        if (round === 2) throw new Error('not this time')
        return () => void told.push(kind)
      }
      const failed = (error: unknown) => void failures.push(error)
      const accompanied = new SharedCommits({ db, clock: STILL, alongside, failed })
      await Promise.all([accompanied.run(put('a')), accompanied.run(put('b'))])
      assert.equal(await accompanied.run(put('c')), 'c')
      assert.deepEqual(await stored(), ['a', 'alongside 1', 'b', 'c'])
      database.failing = true
      await assert.rejects(accompanied.run(put('d')))
      assert.deepEqual(told, ['alongside 1'])
    })

    test('idle waits for what waits', async () => {
      const done: string[] = []
      void commits.run(put('a')).then((kind) => done.push(kind))
      await commits.idle()
      assert.deepEqual(done, ['a'])
      await commits.idle()
    })
  })
})
