/** Reads the revocation list. */
import type { Revocation } from '../../domain/entities.ts'
import type { RevocationTable } from '../schema.ts'
import { revocationIndex } from '../revocationCache.ts'
import type { Source } from '../source.ts'
import type { RevocationReader } from '../store.ts'

/** The reader of revocations. */
export function revocationReader(source: Source): RevocationReader {
  const about: RevocationReader['about'] = async (subjects) => {
    const all = source.db.selectFrom('revocations').selectAll()
    // With the kinds the primary key finds them.
    const some = subjects === undefined ? all : all.where('kind', 'in', KINDS).where('subject', 'in', subjects)
    return (await some.execute()).map(revocation)
  }
  return {
    async active(nowMs) {
      const kept = source.db.selectFrom('revocations').selectAll().where('keep_until_ms', '>', nowMs)
      return Object.freeze((await kept.orderBy('kind').orderBy('subject').execute()).map(revocation))
    },
    about,
    index: async () => revocationIndex(await about()),
  }
}

/** A kind that is missing here does not compile: its entries would take effect only when the list is read as a whole. */
const KINDS = Object.keys({
  session: true,
  parentSession: true,
  principal: true,
  accessKey: true,
  provider: true,
  account: true,
  epoch: true,
} satisfies Record<Revocation['kind'], true>) as readonly Revocation['kind'][]

const revocation = (row: RevocationTable): Revocation =>
  Object.freeze({
    kind: row.kind,
    subject: row.subject,
    issuedBeforeMs: row.issued_before_ms,
    keepUntilMs: row.keep_until_ms,
    reason: row.reason,
  })
