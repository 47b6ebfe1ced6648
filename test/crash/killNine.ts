/** kill -9 in the middle of a load, again and again on one data directory; after each, the books must balance. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AuditReader, verified } from './auditRecords.ts'
import { assertBalance } from './balance.ts'
import { newLedger } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { prepare, startLoad } from './load.ts'
import { cleanup, scratch, startServer } from './server.ts'
import type { Cleanup, Server } from './server.ts'

/** What was checked, for the report. */
export interface Tally {
  cycles: number
  answers: number
  lost: number
  credentials: number
  changes: number
  records: number
  slowestStartMs: number
}

/** What clients knew when their server was killed. */
interface Left {
  readonly ledger: Ledger
  /** Of the cycle's users. */
  readonly prefix: string
}

/** Load until SIGKILL, some time after the first answers. */
async function killed(server: Server, prefix: string): Promise<Ledger> {
  const ledger = newLedger()
  const load = startLoad(server.endpoint, ledger, prefix)
  const enough = randomInt(1, 200)
  while (ledger.answers.length < enough && server.running()) await sleep(2)
  await sleep(randomInt(0, 40))
  assert.ok(server.running(), `the server ended on its own:\n${server.output()}`)
  await server.kill()
  await load.ended
  return ledger
}

/** Restarts after a kill, if there was one, and checks the books. */
async function restarted(t: Cleanup, reader: AuditReader, left: Left | undefined): Promise<Server> {
  // As the crash left it: the last line may be cut, and nothing else.
  if (left !== undefined) await verified(reader.dataDir)
  const server = await startServer(reader.dataDir)
  t.after(() => server.kill())
  if (left === undefined) await prepare(server)
  else {
    // The start has replayed changes whose record was missing; nobody has called yet, so the log stands still.
    const records = await reader.readOn()
    reader.assertAll(left.ledger)
    await assertBalance(server, { ...left, records })
  }
  return server
}

/** Runs `cycles` kills on one data directory, within `withinMs`; fewer cycles in that time are a failure. */
export async function killCycles(context: TestContext, given: { cycles: number; withinMs: number }): Promise<Tally> {
  const t = cleanup(context)
  const reader = new AuditReader(join(scratch(t), 'data'))
  const tally: Tally = { cycles: 0, answers: 0, lost: 0, credentials: 0, changes: 0, records: 0, slowestStartMs: 0 }
  const deadlineMs = performance.now() + given.withinMs
  let left: Left | undefined
  while (tally.cycles < given.cycles) {
    assert.ok(performance.now() < deadlineMs, `only ${tally.cycles} cycles in ${given.withinMs} ms`)
    const server = await restarted(t, reader, left)
    const prefix = `c${tally.cycles}`
    const ledger = await killed(server, prefix)
    left = { ledger, prefix: `${prefix}-` }
    tally.cycles++
    tally.answers += ledger.answers.length
    tally.lost += ledger.lost.length
    tally.credentials += ledger.sessions.size
    tally.changes += ledger.sure.size
    tally.slowestStartMs = Math.max(tally.slowestStartMs, server.startedInMs)
  }
  const last = await restarted(t, reader, left)
  await last.kill()
  await reader.readOn()
  return { ...tally, records: reader.count }
}
