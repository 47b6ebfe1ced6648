/** Reads users, groups and roles: rows of one table, with what hangs on them fetched for many at once. */
import type { SelectQueryBuilder } from 'kysely'
import type { Bare, InlinePolicy, PolicyHolder, Tag } from '../../domain/entities.ts'
import { nameKey, prefixEnd } from '../names.ts'
import { prepared, preparedIn } from '../prepared.ts'
import type { Db, HolderTable, Schema } from '../schema.ts'
import type { Source } from '../source.ts'
import type { ListQuery, NamedReader, Page } from '../store.ts'
import { deepFreeze } from '../freeze.ts'
import { cut, page, rowsFor } from './page.ts'
import { grouped, tagsOf } from './tags.ts'

/** What hangs on one holder. */
export interface Belongings {
  readonly inlinePolicies: readonly InlinePolicy[]
  readonly attachedPolicyArns: readonly string[]
  readonly tags: readonly Tag[]
  readonly groupIds: readonly string[]
}

/** How one kind of holder becomes an entity. */
export interface HolderShape<T extends PolicyHolder> {
  readonly kind: HolderTable['kind']
  readonly bare: (row: HolderTable) => Bare<T>
  readonly whole: (bare: Bare<T>, belongings: Belongings) => T
}

/** The members that every kind has. */
export const bareHolder = (row: HolderTable): Bare<PolicyHolder> => ({
  accountId: row.account_id,
  id: row.id,
  name: row.name,
  path: row.path,
  createdAtMs: row.created_at_ms,
})

/** `boundaryArn`, if there is one. */
export const boundary = (row: HolderTable) => (row.boundary_arn === null ? {} : { boundaryArn: row.boundary_arn })

const rowsById = prepared((db, { kind, id }: Pick<HolderTable, 'kind' | 'id'>) =>
  db.selectFrom('holders').selectAll().where('kind', '=', kind).where('id', '=', id),
)

const rowsByName = prepared(
  (db, { kind, account_id, name_key }: Pick<HolderTable, 'kind' | 'account_id' | 'name_key'>) =>
    db
      .selectFrom('holders')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('kind', '=', kind)
      .where('name_key', '=', name_key),
)

/** The reader of one kind. */
export function holderReader<T extends PolicyHolder>(source: Source, shape: HolderShape<T>): NamedReader<T> {
  const { kind } = shape
  const ofKind = (db: Db) => db.selectFrom('holders').where('kind', '=', kind)
  return {
    byId: (id) => source.snapshot(async (db) => (await entities(db, shape, await rowsById(db, { kind, id })))[0]),
    byName: (account_id, name) =>
      source.snapshot(async (db) => {
        const rows = await rowsByName(db, { kind, account_id, name_key: nameKey(name) })
        return (await entities(db, shape, rows))[0]
      }),
    list: (accountId, query) =>
      source.snapshot(async (db) => {
        const { shown, next } = await pageRows(db, ofKind(db).where('account_id', '=', accountId), query)
        return page(await entities(db, shape, shown), next)
      }),
    listBare: (accountId, query) =>
      source.snapshot((db) => barePage(db, shape, { query, from: ofKind(db).where('account_id', '=', accountId) })),
    async count(accountId) {
      const counted = ofKind(source.db).where('account_id', '=', accountId)
      return (await counted.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
    },
  }
}

/** A query over holders that a page narrows further. */
export type HolderQuery = SelectQueryBuilder<Schema, 'holders', object>

/** The rows of a page, and where the next one begins. */
async function pageRows(db: Db, from: HolderQuery, query: ListQuery) {
  const { pathPrefix, after } = query
  let narrowed = from.orderBy('holders.name_key').limit(rowsFor(query))
  if (after !== undefined) narrowed = narrowed.where('holders.name_key', '>', after)
  if (pathPrefix === undefined) return cut(await narrowed.selectAll('holders').execute(), query, (row) => row.name_key)
  // Rows that the path leaves out are not read: the index gives the ids in order.
  const below = narrowed.where('holders.path', '>=', pathPrefix).where('holders.path', '<', prefixEnd(pathPrefix))
  const ids = await below.select(['holders.id', 'holders.name_key']).execute()
  const { shown, next } = cut(ids, query, (row) => row.name_key)
  return {
    shown: await byIds(
      db,
      shown.map((row) => row.id),
    ),
    next,
  }
}

/** One page of `from`, bare. */
export async function barePage<T extends PolicyHolder>(
  db: Db,
  { bare }: HolderShape<T>,
  { query, from }: { readonly query: ListQuery; readonly from: HolderQuery },
): Promise<Page<Bare<T>>> {
  const { shown, next } = await pageRows(db, from, query)
  return page(
    shown.map((row) => Object.freeze(bare(row))),
    next,
  )
}

async function byIds(db: Db, ids: readonly string[]): Promise<readonly HolderTable[]> {
  if (ids.length === 0) return []
  return db.selectFrom('holders').selectAll().where('id', 'in', ids).orderBy('name_key').execute()
}

async function entities<T extends PolicyHolder>(
  db: Db,
  shape: HolderShape<T>,
  rows: readonly HolderTable[],
): Promise<readonly T[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const inline = grouped(await inlinePolicies(db, ids), (row) => row.holder_id)
  const attached = grouped(await attachments(db, ids), (row) => row.holder_id)
  const groups = grouped(shape.kind === 'user' ? await memberships(db, ids) : [], (row) => row.user_id)
  const tags = shape.kind === 'group' ? new Map<string, readonly Tag[]>() : await tagsOf(db, ids)
  return rows.map((row) =>
    deepFreeze(
      shape.whole(shape.bare(row), {
        inlinePolicies: (inline.get(row.id) ?? []).map(({ name, document }) => ({ name, document })),
        attachedPolicyArns: (attached.get(row.id) ?? []).map((item) => item.policy_arn),
        tags: tags.get(row.id) ?? [],
        groupIds: (groups.get(row.id) ?? []).map((item) => item.group_id),
      }),
    ),
  )
}

const inlinePolicies = preparedIn((db, ids) =>
  db.selectFrom('inline_policies').selectAll().where('holder_id', 'in', ids).orderBy('name'),
)

const attachments = preparedIn((db, ids) =>
  db
    .selectFrom('attached_policies')
    .select(['holder_id', 'policy_arn'])
    .where('holder_id', 'in', ids)
    .orderBy('position'),
)

const memberships = preparedIn((db, ids) =>
  db.selectFrom('group_members').selectAll().where('user_id', 'in', ids).orderBy('group_id'),
)
