/** Changes that were committed and whose record has not reached the log: after a crash, a full disk, or a change made beside the server. */
import type { AuditLog, AuditRecord } from '../audit/audit.ts'
import type { Store } from '../store/store.ts'

/** The part of the log that a replay needs. */
export interface ReplayLog extends AuditLog {
  findEvents(eventIds: ReadonlySet<string>): Promise<ReadonlySet<string>>
}

/** Appends the records the log lacks, then empties the outbox. A record is never lost, and never written twice. */
export async function replayOutbox(store: Store, log: ReplayLog): Promise<void> {
  await replay(store, log, await store.outbox.pending())
}

async function replay(
  store: Store,
  log: ReplayLog,
  pending: Awaited<ReturnType<Store['outbox']['pending']>>,
): Promise<void> {
  if (pending.length === 0) return
  const present = await log.findEvents(new Set(pending.map(({ eventId }) => eventId)))
  const missing = pending.filter(({ eventId }) => !present.has(eventId))
  await log.append(missing.map(({ record }) => JSON.parse(record) as AuditRecord))
  const eventIds = pending.map(({ eventId }) => eventId)
  // Known to be in the log from here on, even where the database cannot remove them now.
  store.outbox.settleSoon(eventIds)
  await store.outbox.settle(eventIds)
}

/**
 * A sweep for a running server, to be called every few seconds. What it finds for the first time may belong to a call
 * that is just being answered; what it finds twice has been left behind and is replayed.
 */
export function outboxSweep(store: Store, log: ReplayLog): () => Promise<void> {
  let seen: ReadonlySet<string> = new Set()
  return async () => {
    if (!log.writable()) return
    const pending = await store.outbox.pending()
    await replay(
      store,
      log,
      pending.filter(({ eventId }) => seen.has(eventId)),
    )
    seen = new Set(pending.map(({ eventId }) => eventId))
  }
}
