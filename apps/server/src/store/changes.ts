/** The feed of committed changes: one revision per transaction, followed by every process that caches. */
import { prepared } from './prepared.ts'
import type { ChangeTable, Db } from './schema.ts'

/** One thing that changed. `everything` stands for more than is worth naming. */
export interface Change {
  readonly kind:
    | 'holder'
    | 'policy'
    | 'accessKey'
    | 'mfaDevice'
    | 'resource'
    | 'account'
    | 'organization'
    | 'revocation'
    | 'everything'
  /** Unique id, ARN or serial number. */
  readonly key: string
}

/** A transaction that changes more than this is fed as `everything`. */
const MAX_NAMED = 100

/** How many revisions are kept for processes to catch up with, and how often older ones are removed. */
export interface Retention {
  readonly keep: number
  readonly every: number
}

const RETENTION: Retention = { keep: 8192, every: 1024 }

/** What has happened since a revision, and the revision that this leads to. */
export interface News {
  readonly revision: number
  readonly changes: readonly Change[]
}

const EVERYTHING: Change = { kind: 'everything', key: '' }

/** Collects what a transaction changes, each thing once. */
export class ChangeSet {
  readonly #changes = new Map<string, Change>()

  add(kind: Change['kind'], key: string): void {
    this.#changes.set(`${kind} ${key}`, { kind, key })
  }

  /** At most 100 of them, or just `everything`. */
  list(): readonly Change[] {
    return this.#changes.size > MAX_NAMED ? [EVERYTHING] : [...this.#changes.values()]
  }
}

const nextRevision = prepared((db) =>
  db
    .updateTable('feed')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .returning('revision'),
)

const insertChange = prepared((db, { revision, kind, key }: ChangeTable) =>
  db.insertInto('changes').values({ revision, kind, key }),
)

/** Numbers the transaction `tx` and records its changes; returns its revision. The number's row makes writers queue. */
export async function appendChanges(
  tx: Db,
  changes: readonly Change[],
  retention: Retention = RETENTION,
): Promise<number> {
  const [feed] = await nextRevision(tx, {})
  if (feed === undefined) throw new Error('the feed has no row')
  const { revision } = feed
  for (const { kind, key } of changes) await insertChange(tx, { revision, kind, key })
  if (revision % retention.every === 0) await prune(tx, revision - retention.keep)
  return revision
}

async function prune(tx: Db, through: number): Promise<void> {
  if (through <= 0) return
  await tx.deleteFrom('changes').where('revision', '<=', through).execute()
  await tx.updateTable('feed').set({ pruned_through: through }).execute()
}

/** The revision of the last commit. */
export async function currentRevision(db: Db): Promise<number> {
  return (await db.selectFrom('feed').select('revision').executeTakeFirstOrThrow()).revision
}

/** The changes after `seen`; `everything` where some of them are no longer kept. */
export async function changesSince(db: Db, seen: number): Promise<News> {
  const feed = await db.selectFrom('feed').select(['revision', 'pruned_through']).executeTakeFirstOrThrow()
  if (feed.revision === seen) return { revision: seen, changes: [] }
  // A lower number is another past: the file was replaced by an older copy.
  if (seen < feed.pruned_through || feed.revision < seen) return { revision: feed.revision, changes: [EVERYTHING] }
  const rows = await db
    .selectFrom('changes')
    .select(['kind', 'key'])
    .where('revision', '>', seen)
    .where('revision', '<=', feed.revision)
    .execute()
  return { revision: feed.revision, changes: rows as readonly Change[] }
}
