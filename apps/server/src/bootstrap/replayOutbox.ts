/** After a crash: changes that were committed and whose record may not have reached the log. */
import type { AuditLog, AuditRecord } from '../audit/audit.ts'
import type { Store } from '../store/store.ts'

/** The part of the log that a replay needs. */
export interface ReplayLog extends AuditLog {
  findEvents(eventIds: ReadonlySet<string>): Promise<ReadonlySet<string>>
}

/** Appends the records the log lacks, then empties the outbox. A record is never lost, and never written twice. */
export async function replayOutbox(store: Store, log: ReplayLog): Promise<void> {
  const pending = await store.outbox.pending()
  if (pending.length === 0) return
  const present = await log.findEvents(new Set(pending.map(({ eventId }) => eventId)))
  const missing = pending.filter(({ eventId }) => !present.has(eventId))
  await log.append(missing.map(({ record }) => JSON.parse(record) as AuditRecord))
  await store.outbox.settle(pending.map(({ eventId }) => eventId))
}
