/** Reads users, groups and roles: rows of one table, with what hangs on them fetched for many at once. */
import type { SelectQueryBuilder } from 'kysely'
import type { InlinePolicy, Tag } from '../../domain/entities.ts'
import { nameKey, prefixEnd } from '../names.ts'
import type { Db, HolderTable, Schema } from '../schema.ts'
import type { Source } from '../source.ts'
import type { ListQuery, NamedReader } from '../store.ts'
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
export interface HolderShape<T> {
  readonly kind: HolderTable['kind']
  readonly entity: (row: HolderTable, belongings: Belongings) => T
}

/** The members that every kind has. */
export const holderBase = (row: HolderTable, belongings: Belongings) => ({
  accountId: row.account_id,
  id: row.id,
  name: row.name,
  path: row.path,
  createdAtMs: row.created_at_ms,
  inlinePolicies: belongings.inlinePolicies,
  attachedPolicyArns: belongings.attachedPolicyArns,
})

/** `boundaryArn`, if there is one. */
export const boundary = (row: HolderTable) => (row.boundary_arn === null ? {} : { boundaryArn: row.boundary_arn })

/** The reader of one kind. */
export function holderReader<T>(source: Source, shape: HolderShape<T>): NamedReader<T> {
  const ofKind = (db: Db) => db.selectFrom('holders').where('kind', '=', shape.kind)
  return {
    byId: (id) =>
      source.snapshot(async (db) => {
        const row = await ofKind(db).selectAll().where('id', '=', id).executeTakeFirst()
        return row === undefined ? undefined : (await entities(db, shape, [row]))[0]
      }),
    byName: (accountId, name) =>
      source.snapshot(async (db) => {
        const named = ofKind(db).where('account_id', '=', accountId).where('name_key', '=', nameKey(name))
        const row = await named.selectAll().executeTakeFirst()
        return row === undefined ? undefined : (await entities(db, shape, [row]))[0]
      }),
    list: (accountId, query) =>
      source.snapshot((db) => holderPage(db, shape, { query, from: ofKind(db).where('account_id', '=', accountId) })),
    async count(accountId) {
      const counted = ofKind(source.db).where('account_id', '=', accountId)
      return (await counted.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
    },
  }
}

/** A query over holders that a page narrows further. */
export type HolderQuery = SelectQueryBuilder<Schema, 'holders', object>

/** One page of `from`. The index gives the ids in order; only their rows are then read. */
export async function holderPage<T>(
  db: Db,
  shape: HolderShape<T>,
  { query, from }: { readonly query: ListQuery; readonly from: HolderQuery },
) {
  const { pathPrefix, after } = query
  let ids = from.select(['holders.id', 'holders.name_key']).orderBy('holders.name_key').limit(rowsFor(query))
  if (after !== undefined) ids = ids.where('holders.name_key', '>', after)
  if (pathPrefix !== undefined)
    ids = ids.where('holders.path', '>=', pathPrefix).where('holders.path', '<', prefixEnd(pathPrefix))
  const { shown, next } = cut(await ids.execute(), query, (row) => row.name_key)
  return page(
    await byIds(
      db,
      shape,
      shown.map((row) => row.id),
    ),
    next,
  )
}

async function byIds<T>(db: Db, shape: HolderShape<T>, ids: readonly string[]): Promise<readonly T[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('holders').selectAll().where('id', 'in', ids).orderBy('name_key').execute()
  return entities(db, shape, rows)
}

async function entities<T>(db: Db, shape: HolderShape<T>, rows: readonly HolderTable[]): Promise<readonly T[]> {
  const ids = rows.map((row) => row.id)
  const inline = grouped(await inlinePolicies(db, ids), (row) => row.holder_id)
  const attached = grouped(await attachments(db, ids), (row) => row.holder_id)
  const groups = grouped(shape.kind === 'user' ? await memberships(db, ids) : [], (row) => row.user_id)
  const tags = shape.kind === 'group' ? new Map<string, readonly Tag[]>() : await tagsOf(db, ids)
  return rows.map((row) =>
    deepFreeze(
      shape.entity(row, {
        inlinePolicies: (inline.get(row.id) ?? []).map(({ name, document }) => ({ name, document })),
        attachedPolicyArns: (attached.get(row.id) ?? []).map((item) => item.policy_arn),
        tags: tags.get(row.id) ?? [],
        groupIds: (groups.get(row.id) ?? []).map((item) => item.group_id),
      }),
    ),
  )
}

const inlinePolicies = (db: Db, ids: readonly string[]) =>
  db.selectFrom('inline_policies').selectAll().where('holder_id', 'in', ids).orderBy('name').execute()

const attachments = (db: Db, ids: readonly string[]) =>
  db
    .selectFrom('attached_policies')
    .select(['holder_id', 'policy_arn'])
    .where('holder_id', 'in', ids)
    .orderBy('position')
    .execute()

const memberships = (db: Db, ids: readonly string[]) =>
  db.selectFrom('group_members').selectAll().where('user_id', 'in', ids).orderBy('group_id').execute()
