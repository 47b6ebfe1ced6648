/** A volume without a free page: every audited call is refused at once, nothing leaves unrecorded, and all goes on when there is room. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { newClient } from './client.ts'
import {
  answeredWith,
  assertBooks,
  assertProbes,
  assertRefused,
  AUDITED,
  createUser,
  exhausted,
  fillUnderLoad,
  openBench,
  READS,
  recovered,
  slowestMs,
} from './fullDisk.ts'
import type { Bench, Places } from './fullDisk.ts'
import { getCallerIdentity } from './load.ts'
import { cleanup, scratch, startServer } from './server.ts'
import type { Cleanup } from './server.ts'
import { skipWithoutTmpfs, smallDisk } from './smallDisk.ts'

const REFUSED_WITHIN_MS = 1_000
const STOPPED_WITHIN_MS = 10_000
const skip = skipWithoutTmpfs()

function report(t: TestContext, bench: Bench, figures: Readonly<Record<string, number>>): void {
  const refusals = answeredWith(bench.ledger, 503)
  const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value)])
  const counts = { refusals: refusals.length, slowestRefusalMs: Math.round(slowestMs(refusals)) }
  t.diagnostic(JSON.stringify({ ...Object.fromEntries(rounded), ...counts }))
}

/** What holds wherever the log has no room, whether the database has some or not. */
async function assertLogFull(context: TestContext, places: (t: Cleanup) => Places): Promise<void> {
  const t = cleanup(context)
  const bench = await openBench(t, places(t))
  await assertProbes(bench, { status: 200, text: /^ok/ })
  const toFirst503Ms = await fillUnderLoad(bench)
  await exhausted(bench, AUDITED)
  const before = bench.ledger.answers.length
  await assertRefused(bench, AUDITED)
  const refusals = bench.ledger.answers.slice(before)
  await assertProbes(bench, { status: 503, text: /audit log: takes no records/ })
  const stranger = newClient(bench.server.endpoint)
  const answer = await stranger.call(undefined, getCallerIdentity)
  stranger.close()
  assert.equal(answer.status, 503, 'nor is a caller refused who proved nothing')
  const recoveredMs = await recovered(bench)
  await assertProbes(bench, { status: 200, text: /^ok/ })
  const slowest = slowestMs(answeredWith(bench.ledger, 503))
  assert.ok(slowest < REFUSED_WITHIN_MS, `a refusal took ${slowest} ms`)
  const reader = await assertBooks(t, bench)
  // Refused before anything was changed: neither then nor later is there a record of success.
  for (const { requestId } of refusals) assert.equal(reader.recordOf(requestId), undefined)
  report(context, bench, { toFirst503Ms, recoveredMs, records: reader.count })
}

describe('disk full', { skip }, () => {
  test('the whole data directory', (context) =>
    assertLogFull(context, (t) => {
      const volume = join(scratch(t), 'volume')
      return { volume, dataDir: join(volume, 'data') }
    }))

  test('only the audit directory', (context) =>
    assertLogFull(context, (t) => {
      const dataDir = join(scratch(t), 'data')
      return { volume: join(dataDir, 'audit'), dataDir }
    }))

  test('only the database: a change is refused and recorded, reads and credentials go on', async (context) => {
    const t = cleanup(context)
    const directory = scratch(t)
    const volume = join(directory, 'volume')
    const start = { flags: [`--database=sqlite:${join(volume, 'brevet.db')}`] }
    const bench = await openBench(t, { volume, dataDir: join(directory, 'data'), start })
    const toFirst503Ms = await fillUnderLoad(bench)
    await exhausted(bench, [createUser])
    const changes = bench.ledger.answers.length
    await assertRefused(bench, [createUser])
    const refusals = bench.ledger.answers.slice(changes)
    for (const next of READS) assert.equal((await bench.call(next())).status, 200)
    await assertProbes(bench, { status: 200, text: /^ok/ })
    const recoveredMs = await recovered(bench)
    const slowest = slowestMs(answeredWith(bench.ledger, 503))
    assert.ok(slowest < REFUSED_WITHIN_MS, `a refusal took ${slowest} ms`)
    const reader = await assertBooks(t, bench, start)
    assert.ok(refusals.length > 0)
    for (const refusal of refusals) reader.assertRecorded(refusal)
    report(context, bench, { toFirst503Ms, recoveredMs, records: reader.count })
  })

  test('SIGTERM while full ends it, and the next start finds everything', async (context) => {
    const t = cleanup(context)
    const volume = join(scratch(t), 'volume')
    const bench = await openBench(t, { volume, dataDir: join(volume, 'data') })
    await fillUnderLoad(bench)
    const beganMs = performance.now()
    bench.server.signal('SIGTERM')
    const { atMs, code, signal } = await bench.server.exited
    assert.ok(atMs - beganMs < STOPPED_WITHIN_MS, `took ${atMs - beganMs} ms`)
    // Ended by itself. The code says whether the log's end could be sealed, which depends on the last free bytes.
    assert.equal(signal, null)
    assert.ok(code === 0 || code === 1, String(code))
    bench.disk.free()
    const server = await startServer(bench.dataDir)
    t.after(() => server.kill())
    await assertBooks(t, { ...bench, server })
  })

  test('a start on a full volume is refused with what to do, and works when there is room', async (context) => {
    const t = cleanup(context)
    const volume = join(scratch(t), 'volume')
    const disk = smallDisk(t, volume)
    disk.fill()
    await assert.rejects(startServer(join(volume, 'data')), /disk is full|no space/i)
    disk.free()
    const server = await startServer(join(volume, 'data'))
    t.after(() => server.kill())
    assert.ok(server.running())
  })
})
