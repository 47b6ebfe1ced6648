/** The books of a server that came through a fault: store, audit log and what clients know must agree. */
import assert from 'node:assert/strict'
import { entitiesOf } from './auditRecords.ts'
import type { AuditRecord } from './auditRecords.ts'
import { newClient } from './client.ts'
import { inventory } from './inventory.ts'
import type { Ledger } from './ledger.ts'
import { getCallerIdentity } from './load.ts'
import type { Server } from './server.ts'

/** What clients knew when their server failed, and the log's records of that time. */
export interface Books {
  readonly ledger: Ledger
  /** Of the names of all users that the ledger's clients made. */
  readonly prefix: string
  readonly records: readonly AuditRecord[]
}

const sorted = (entities: Iterable<string>): readonly string[] => [...entities].toSorted()

/** Asks the running server what is in its store, and asserts that nothing acknowledged is missing and nothing is unrecorded. */
export async function assertBalance(server: Server, { ledger, prefix, records }: Books): Promise<void> {
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
    // The last that were received, since a fault can only hurt what is young.
    for (const key of [...[...ledger.sessions.values()].slice(-3), ...[...ledger.keys.values()].slice(-3)]) {
      const answer = await client.call(key, getCallerIdentity)
      assert.equal(answer.status, 200, `a credential received before the fault works after it: ${answer.body}`)
    }
  } finally {
    client.close()
  }
}
