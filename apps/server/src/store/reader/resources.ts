/** Reads account resources. */
import {
  TAGGED_KINDS,
  type AccountResource,
  type ResourceFacts,
  type ResourceKind,
} from '../../domain/accountResources.ts'
import type { Tag } from '../../domain/entities.ts'
import type { SecretBox } from '../../domain/secret.ts'
import { deepFreeze } from '../freeze.ts'
import { nameKey, prefixEnd } from '../names.ts'
import { prepared } from '../prepared.ts'
import type { Db, ResourceTable } from '../schema.ts'
import { openSecret, secretContext } from '../secrets.ts'
import type { Source } from '../source.ts'
import type { ResourceReader } from '../store.ts'
import { cut, page, rowsFor } from './page.ts'
import { tagsOf } from './tags.ts'

const rowsById = prepared((db, { kind, id }: Pick<ResourceTable, 'kind' | 'id'>) => all(db, kind).where('id', '=', id))

const rowsOfOwner = prepared(
  (db, { kind, ownerId }: { readonly kind: ResourceTable['kind']; readonly ownerId: string }) =>
    all(db, kind).where('owner_id', '=', ownerId).orderBy('created_at_ms').orderBy('id'),
)

/** The reader of account resources; one whose ciphertext does not open throws. */
export const resourceReader = (source: Source, box: SecretBox): ResourceReader => ({
  byId: (kind, id) =>
    source.snapshot(async (db) => {
      return (await resources(db, box, { kind, rows: await rowsById(db, { kind, id }) }))[0]
    }),
  byIds: (kind, ids) =>
    source.snapshot(async (db) =>
      Object.freeze(await resources(db, box, { kind, rows: await all(db, kind).where('id', 'in', ids).execute() })),
    ),
  byName: (kind, accountId, name) =>
    source.snapshot(async (db) => {
      const named = all(db, kind).where('account_id', '=', accountId).where('name_key', '=', nameKey(name))
      return (await resources(db, box, { kind, rows: await named.execute() }))[0]
    }),
  ofOwner: (kind, ownerId) =>
    source.snapshot(async (db) => {
      return Object.freeze(await resources(db, box, { kind, rows: await rowsOfOwner(db, { kind, ownerId }) }))
    }),
  ofOwners: (kind, ownerIds) =>
    source.snapshot(async (db) => {
      const owned = all(db, kind).where('owner_id', 'in', ownerIds).orderBy('created_at_ms').orderBy('id')
      return Object.freeze(await resources(db, box, { kind, rows: await owned.execute() }))
    }),
  list: (kind, accountId, query) =>
    source.snapshot(async (db) => {
      const { pathPrefix, after } = query
      let listed = all(db, kind).where('account_id', '=', accountId)
      if (after !== undefined) listed = listed.where('name_key', '>', after)
      if (pathPrefix !== undefined)
        listed = listed.where('path', '>=', pathPrefix).where('path', '<', prefixEnd(pathPrefix))
      const rows = await listed.orderBy('name_key').limit(rowsFor(query)).execute()
      const { shown, next } = cut(rows, query, (row) => row.name_key)
      return page(await resources(db, box, { kind, rows: shown }), next)
    }),
  async count(kind, accountId) {
    const counted = source.db.selectFrom('resources').where('kind', '=', kind).where('account_id', '=', accountId)
    const { n } = await counted.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    return n
  },
})

const all = (db: Db, kind: ResourceTable['kind']) => db.selectFrom('resources').selectAll().where('kind', '=', kind)

async function resources<K extends ResourceKind>(
  db: Db,
  box: SecretBox,
  { kind, rows }: { readonly kind: K; readonly rows: readonly ResourceTable[] },
): Promise<readonly AccountResource<K>[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const tags = TAGGED_KINDS.has(kind) ? await tagsOf(db, ids) : new Map<string, readonly Tag[]>()
  return rows.map((row) => resource(kind, row, { box, tags: tags.get(row.id) ?? [] }))
}

function resource<K extends ResourceKind>(
  kind: K,
  row: ResourceTable,
  { box, tags }: { readonly box: SecretBox; readonly tags: readonly Tag[] },
): AccountResource<K> {
  const { sealed_secret: sealed } = row
  return deepFreeze({
    kind,
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    path: row.path,
    ...(row.owner_id === null ? {} : { ownerId: row.owner_id }),
    createdAtMs: row.created_at_ms,
    tags,
    // Written by the writer of the same kind, whose type it had.
    facts: JSON.parse(row.facts) as ResourceFacts[K],
    ...(sealed === null ? {} : { secret: openSecret(box, sealed, secretContext.resource(kind, row.id)) }),
  })
}
