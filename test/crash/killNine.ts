/** kill -9 in the middle of a load, again and again on one data directory; after each, the books must balance. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AuditReader, entitiesOf, verified } from './auditRecords.ts'
import type { AuditRecord } from './auditRecords.ts'
import { newClient } from './client.ts'
import { inventory } from './inventory.ts'
import { newLedger } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { createRole, getCallerIdentity, startLoad } from './load.ts'
import { ADMIN, scratch, startServer } from './server.ts'
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

const sorted = (entities: Iterable<string>): readonly string[] => [...entities].toSorted()

/** The store, asked of the restarted server, against the log and against what clients know. */
async function assertBalance(server: Server, { ledger, prefix }: Left, records: readonly AuditRecord[]): Promise<void> {
  const client = newClient(server.endpoint)
  try {
    const there = await inventory(client, prefix)
    for (const [entity, expected] of ledger.sure)
      assert.equal(there.has(entity), expected, `acknowledged: ${entity} is ${expected ? 'there' : 'gone'}`)
    assert.deepEqual(
      sorted(there),
      sorted(entitiesOf(records)),
      'the store holds what the log says, no more and no less',
    )
    // The last that were received, since a crash can only hurt what is young.
    for (const key of [...[...ledger.sessions.values()].slice(-3), ...[...ledger.keys.values()].slice(-3)]) {
      const answer = await client.call(key, getCallerIdentity)
      assert.equal(answer.status, 200, `a credential received before the kill works after it: ${answer.body}`)
    }
  } finally {
    client.close()
  }
}

async function begin(server: Server): Promise<void> {
  const client = newClient(server.endpoint)
  const answer = await client.call(ADMIN, createRole)
  client.close()
  assert.equal(answer.status, 200, answer.body)
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
  if (left === undefined) await begin(server)
  else {
    // The start has replayed changes whose record was missing; nobody has called yet, so the log stands still.
    const records = await reader.readOn()
    reader.assertAll(left.ledger)
    await assertBalance(server, left, records)
  }
  return server
}

/** Runs `cycles` kills on one data directory, within `withinMs`; fewer cycles in that time are a failure. */
export async function killCycles(t: Cleanup, given: { cycles: number; withinMs: number }): Promise<Tally> {
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
