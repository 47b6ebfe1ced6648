/** Audit records that were committed with their change and may not have reached the log. */
import type { Transact } from '../mfaCodes.ts'
import { prepared, preparedIn } from '../prepared.ts'
import type { Db, OutboxTable } from '../schema.ts'
import type { Source } from '../source.ts'
import type { SettledRecords } from './settledRecords.ts'
import type { Outbox } from '../store.ts'

/** One record on its way to the log. */
export interface OutboxEntry {
  readonly eventId: string
  readonly record: string
}

/** Ids in one statement. */
const REMOVED_AT_ONCE = 500

const insertRecord = prepared((db, { event_id, revision, position, record }: OutboxTable) =>
  db.insertInto('outbox').values({ event_id, revision, position, record }),
)

/** Adds the records of the transaction that has `revision`, in their order. */
export async function appendOutbox(tx: Db, revision: number, entries: readonly OutboxEntry[]): Promise<void> {
  for (const [position, { eventId, record }] of entries.entries())
    await insertRecord(tx, { event_id: eventId, revision, position, record })
}

const removeSome = preparedIn((db, ids) => db.deleteFrom('outbox').where('event_id', 'in', ids))

/** Removes records; unknown ids are passed over. */
export async function removeRecords(tx: Db, eventIds: readonly string[]): Promise<void> {
  for (let at = 0; at < eventIds.length; at += REMOVED_AT_ONCE) {
    await removeSome(tx, eventIds.slice(at, at + REMOVED_AT_ONCE))
  }
}

/** Reads them in the order of their commits, and removes those that the log has. */
export const sqlOutbox = (transact: Transact, source: Source, settled: SettledRecords): Outbox => ({
  async pending() {
    const rows = await source.db
      .selectFrom('outbox')
      .select(['event_id', 'record'])
      .orderBy('revision')
      .orderBy('position')
      .execute()
    return rows.flatMap(({ event_id: eventId, record }) => (settled.has(eventId) ? [] : [{ eventId, record }]))
  },
  async settle(eventIds) {
    if (eventIds.length > 0) await transact((tx) => removeRecords(tx, eventIds))
  },
  settleSoon: (eventIds) => settled.add(eventIds),
})
