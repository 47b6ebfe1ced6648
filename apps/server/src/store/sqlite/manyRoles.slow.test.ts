import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import { systemClock } from '../../runtime/clock.ts'
import { testBox } from '../fixtures/aesBox.ts'
import { ACCOUNT, role } from '../fixtures/entities.ts'
import type { ListQuery, Store } from '../store.ts'
import { openSqliteStore } from './openSqliteStore.ts'

const ROLES = 100_000
const BATCH = 1000
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'

const name = (n: number): string => `Role${String(n).padStart(6, '0')}`

/** Mean milliseconds of processor time of `times` runs: the machine may be busy with other things. */
async function meanMs(times: number, run: (n: number) => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage()
  for (let n = 0; n < times; n += 1) await run(n)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / times
}

describe(`${ROLES} roles`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'brevet-store-'))
  const open = () => openSqliteStore({ file: join(folder, 'brevet.db'), box: testBox, clock: systemClock })
  let store: Store
  let insertMs = 0
  before(async () => {
    store = await open()
    const more = {
      tags: [{ key: 'team', value: 'a' }],
      attachedPolicyArns: [ADMIN],
      trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: 'x'.repeat(300) }),
    }
    insertMs = await meanMs(ROLES / BATCH, (batch) =>
      store.write(async (tx) => {
        for (let n = batch * BATCH; n < (batch + 1) * BATCH; n += 1)
          await tx.write.roles.create(role(name(n), { ...more, path: n % 1000 === 0 ? '/rare/' : '/' }))
      }),
    )
    await store.close()
  })
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  test('open without being read', async (t: TestContext) => {
    const ms = await meanMs(1, async () => {
      store = await open()
    })
    t.diagnostic(`insert ${Math.round((BATCH / insertMs) * 1000)} roles/s; open ${ms.toFixed(1)} ms`)
    assert.ok(ms < 40)
  })

  const pages: Record<string, { readonly query: ListQuery; readonly limitMs: number }> = {
    '100, first': { query: { limit: 100 }, limitMs: 20 },
    '100, in the middle': { query: { limit: 100, after: name(50_000).toLowerCase() }, limitMs: 20 },
    '1000, in the middle': { query: { limit: 1000, after: name(50_000).toLowerCase() }, limitMs: 20 },
    'a path that 100 have': { query: { limit: 100, pathPrefix: '/rare/' }, limitMs: 20 },
    'a path that none has': { query: { limit: 100, pathPrefix: '/none/' }, limitMs: 20 },
  }
  for (const [title, { query, limitMs }] of Object.entries(pages)) {
    test(`a page of ${title}`, async (t: TestContext) => {
      await store.read.roles.list(ACCOUNT, query)
      const ms = await meanMs(10, () => store.read.roles.list(ACCOUNT, query))
      t.diagnostic(`${ms.toFixed(2)} ms`)
      assert.ok(ms < limitMs, `${ms} ms`)
    })
  }

  test('lookups', async (t: TestContext) => {
    const cold = await meanMs(5000, (n) => store.read.roles.byName(ACCOUNT, name((n * 7919) % ROLES)))
    const warm = await meanMs(200_000, (n) => store.read.roles.byName(ACCOUNT, name(((n % 1000) * 7919) % ROLES)))
    const counted = await meanMs(20, () => store.read.roles.count(ACCOUNT))
    const held = await meanMs(5, () => store.read.policies.attachmentCount(ADMIN, ACCOUNT))
    t.diagnostic(
      `cold ${Math.round(1000 / cold)}/s, warm ${Math.round(1000 / warm)}/s, count ${counted.toFixed(1)} ms, attachment count ${held.toFixed(1)} ms`,
    )
    assert.ok(warm < cold / 10)
  })
})
