/** When what was last used, as the follower of the audit log notes it. */
import { deepFreeze } from './freeze.ts'
import type { Transact } from './mfaCodes.ts'
import { prepared } from './prepared.ts'
import type { Db, UseTable } from './schema.ts'
import type { Source } from './source.ts'

/** The last call of somebody, or by some key. */
export interface Use {
  /** An access key's id, the unique id of a user or role, an account's id (its root user), or `account:<id>` (anybody of it). */
  readonly subject: string
  /** Empty for anything at all; a service such as `iam`; an action such as `iam:CreateUser`. */
  readonly what: string
  /** UTC epoch milliseconds, whole seconds. */
  readonly atMs: number
  /** The region that the signature was for. */
  readonly region: string
  /** The service that was called: `iam`. */
  readonly service: string
}

/** Reads what was used when. Up to a minute behind. */
export interface UsageReader {
  /** The last use by `subject` of anything; undefined where none is known. */
  last(subject: string): Promise<Use | undefined>
  /** The same for several (at most 1,000), in one question; those of which none is known are left out. */
  lastOf(subjects: readonly string[]): Promise<readonly Use[]>
  /** The last use by `subject` of each thing, ordered by `what`. */
  all(subject: string): Promise<readonly Use[]>
}

/** What the follower writes: uses, and how far it has read. */
export interface UsageNotes {
  /** How far the log has been read; undefined before the first note of a position. */
  position(): Promise<string | undefined>
  /**
   * Notes uses, and the position if one is given, in one transaction. An older use never replaces a newer one. 5,000 uses
   * at most: a transaction holds up the process.
   */
  note(uses: readonly Use[], position?: string): Promise<void>
}

/** Rows in one statement: five parameters each. */
const ROWS = 200

const lastUse = prepared((db, { subject }: Pick<UseTable, 'subject'>) =>
  db.selectFrom('uses').selectAll().where('subject', '=', subject).where('what', '=', ''),
)

/** The reader over SQL. */
export const usageReader = (source: Source): UsageReader => ({
  async last(subject) {
    const [found] = await lastUse(source.db, { subject })
    return found === undefined ? undefined : use(found)
  },
  async lastOf(subjects) {
    const rows = source.db.selectFrom('uses').selectAll().where('subject', 'in', subjects).where('what', '=', '')
    return Object.freeze((await rows.execute()).map(use))
  },
  async all(subject) {
    const rows = await source.db.selectFrom('uses').selectAll().where('subject', '=', subject).orderBy('what').execute()
    return Object.freeze(rows.map(use))
  },
})

/** The notes over SQL; `noted` is called after each commit. */
export const sqlUsageNotes = (transact: Transact, source: Source, noted: () => void): UsageNotes => ({
  async position() {
    const row = await source.db.selectFrom('use_cursor').select('position').executeTakeFirst()
    return row?.position
  },
  async note(uses, position) {
    await transact(async (db) => {
      for (let first = 0; first < uses.length; first += ROWS) await putUses(db, uses.slice(first, first + ROWS))
      if (position !== undefined) await putPosition(db, position)
    })
    noted()
  },
})

async function putUses(db: Db, uses: readonly Use[]): Promise<void> {
  await db
    .insertInto('uses')
    .values(uses.map(({ subject, what, atMs, region, service }) => ({ subject, what, at_ms: atMs, region, service })))
    .onConflict((oc) =>
      oc
        .columns(['subject', 'what'])
        .doUpdateSet((eb) => ({
          at_ms: eb.ref('excluded.at_ms'),
          region: eb.ref('excluded.region'),
          service: eb.ref('excluded.service'),
        }))
        .whereRef('excluded.at_ms', '>=', 'uses.at_ms'),
    )
    .execute()
}

async function putPosition(db: Db, position: string): Promise<void> {
  await db
    .insertInto('use_cursor')
    .values({ slot: 1, position })
    .onConflict((oc) => oc.column('slot').doUpdateSet({ position }))
    .execute()
}

const use = ({ subject, what, at_ms: atMs, region, service }: UseTable): Use =>
  deepFreeze({ subject, what, atMs, region, service })
