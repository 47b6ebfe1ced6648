/** Writes the revocation list. */
import { sql } from 'kysely'
import type { Writer } from '../store.ts'
import type { WriteTransaction } from './transaction.ts'

/** How long entries outlive their use (ms): a clock that was set ahead and back loses none. */
const GRACE_MS = 86_400_000

/** Adds entries and removes those that nothing needs any more. */
export const revocationWriter = ({ db, changes, nowMs }: WriteTransaction): Pick<Writer['write'], 'revoke'> => ({
  /** A second entry for the same subject only ever widens the first. */
  async revoke({ kind, subject, issuedBeforeMs, keepUntilMs, reason }) {
    await db
      .insertInto('revocations')
      .values({ kind, subject, issued_before_ms: issuedBeforeMs, keep_until_ms: keepUntilMs, reason })
      .onConflict((clash) =>
        clash.columns(['kind', 'subject']).doUpdateSet({
          issued_before_ms: later('issued_before_ms'),
          keep_until_ms: later('keep_until_ms'),
          reason,
        }),
      )
      .execute()
    await db
      .deleteFrom('revocations')
      .where('keep_until_ms', '<', nowMs - GRACE_MS)
      .execute()
    changes.add('revocation', subject)
  },
})

/** The later of the stored and the new time. Plain SQL: SQLite's max() and PostgreSQL's greatest() differ. */
const later = (column: 'issued_before_ms' | 'keep_until_ms') =>
  sql<number>`case when excluded.${sql.ref(column)} > revocations.${sql.ref(column)}
    then excluded.${sql.ref(column)} else revocations.${sql.ref(column)} end`
