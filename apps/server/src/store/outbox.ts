/** Audit records that were committed with their change and may not have reached the log. */
import type { Transact } from './mfaCodes.ts'
import type { Db } from './schema.ts'
import type { Source } from './source.ts'
import type { Outbox } from './store.ts'

/** One record on its way to the log. */
export interface OutboxEntry {
  readonly eventId: string
  readonly record: string
}

/** Adds the records of the transaction that has `revision`, in their order. */
export async function appendOutbox(tx: Db, revision: number, entries: readonly OutboxEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ eventId, record }, position) => ({ event_id: eventId, revision, position, record }))
  await tx.insertInto('outbox').values(rows).execute()
}

/** Reads them in the order of their commits, and removes those that the log has. */
export const sqlOutbox = (transact: Transact, source: Source): Outbox => ({
  async pending() {
    const rows = source.db.selectFrom('outbox').select(['event_id', 'record'])
    return (await rows.orderBy('revision').orderBy('position').execute()).map((row) => ({
      eventId: row.event_id,
      record: row.record,
    }))
  },
  async settle(eventIds) {
    if (eventIds.length === 0) return
    await transact((tx) => tx.deleteFrom('outbox').where('event_id', 'in', eventIds).execute())
  },
})
