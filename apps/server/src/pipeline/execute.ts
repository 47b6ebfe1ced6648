/** Runs an authorized operation and makes its audit record durable. What returns from here may leave. */
import { AuditUnavailable } from '../audit/audit.ts'
import type { AuditLog, AuditRecord } from '../audit/audit.ts'
import type { Authorized } from '../authz/authorized.ts'
import type { Encoded } from '../protocol/protocol.ts'
import type { Effects, PreparedOperation, ReadOperation, WriteOperation } from '../services/operation.ts'
import type { Store, Writer } from '../store/store.ts'
import { recordsOf } from './record.ts'
import type { RecordEffects } from './record.ts'
import { replyTo } from './reply.ts'
import { completed } from './stages.ts'
import type { Completed, Decoded, Progress } from './stages.ts'

/** What running needs of the world. */
export interface ExecuteEffects {
  readonly store: Store
  readonly audit: AuditLog
  readonly effects: Effects
  readonly records: RecordEffects
}

interface Done {
  readonly encoded: Encoded
  readonly records: readonly AuditRecord[]
}

async function read(
  call: Authorized<never>,
  progress: Progress,
  given: ExecuteEffects & { decoded: Decoded },
): Promise<Done> {
  const operation = given.decoded.operation as ReadOperation<never, unknown>
  const output = await operation.run(call, given.store.read, given.effects)
  const encoded = await given.decoded.codec.encodeInTurns(output, replyTo(progress.request))
  return { encoded, records: await recordsOf(progress, { output }, given.records) }
}

/** The change, its answer and its records are one transaction: a crash leaves no change without its record. */
async function write(
  call: Authorized<never>,
  progress: Progress,
  given: ExecuteEffects & { decoded: Decoded },
): Promise<Done> {
  const operation = given.decoded.operation as WriteOperation<never, unknown> | PreparedOperation<never, unknown>
  const run =
    'prepare' in operation
      ? await operation.prepare(call, given.store.read, given.effects)
      : (tx: Writer) => operation.run(call, tx, given.effects)
  return given.store.write(async (tx) => {
    const output = await run(tx)
    const encoded = given.decoded.codec.encodeOutput(output, replyTo(progress.request))
    const records = await recordsOf(progress, { output }, { ...given.records, store: tx })
    for (const record of records) await tx.outbox(record.eventID, JSON.stringify(record))
    return { encoded, records }
  })
}

/**
 * Throws what the operation throws; AuditUnavailable when the log takes no record: then credentials are not released, and
 * a change that was already committed keeps its record in the outbox until the log takes it.
 */
export async function execute(
  authorized: Authorized<unknown>,
  progress: Progress,
  given: ExecuteEffects & { decoded: Decoded },
): Promise<Completed> {
  const call = authorized as Authorized<never>
  const isWrite = given.decoded.operation.access === 'write'
  // Nothing is changed while the log is known to take no records.
  if (isWrite && !given.audit.writable()) throw new AuditUnavailable('The audit log takes no records')
  const done = isWrite ? await write(call, progress, given) : await read(call, progress, given)
  await given.audit.append(done.records)
  // Change and record are durable by now: nobody waits until the outbox is emptied.
  if (isWrite) given.store.outbox.settleSoon(done.records.map(({ eventID }) => eventID))
  return completed(done.encoded)
}
