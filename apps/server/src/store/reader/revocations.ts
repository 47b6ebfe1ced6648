/** Reads the revocation list. */
import type { Revocation } from '../../domain/entities.ts'
import type { RevocationTable } from '../schema.ts'
import type { Source } from '../source.ts'
import type { RevocationReader } from '../store.ts'

/** The reader of revocations. */
export const revocationReader = (source: Source): RevocationReader => ({
  async active(nowMs) {
    const kept = source.db.selectFrom('revocations').selectAll().where('keep_until_ms', '>', nowMs)
    return Object.freeze((await kept.orderBy('kind').orderBy('subject').execute()).map(revocation))
  },
})

const revocation = (row: RevocationTable): Revocation =>
  Object.freeze({
    kind: row.kind,
    subject: row.subject,
    issuedBeforeMs: row.issued_before_ms,
    keepUntilMs: row.keep_until_ms,
    reason: row.reason,
  })
