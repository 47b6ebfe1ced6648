/** Reads managed policies and who holds them. */
import type { ManagedPolicy, PolicyVersion, Tag } from '../../domain/entities.ts'
import { awsManagedPolicies } from '../../domain/managedPolicies/index.ts'
import { deepFreeze } from '../freeze.ts'
import { nameKey, prefixEnd } from '../names.ts'
import type { Db, PolicyTable, PolicyVersionTable } from '../schema.ts'
import type { Source } from '../source.ts'
import type { ListQuery, PolicyReader } from '../store.ts'
import { cut, page, rowsFor } from './page.ts'
import { grouped, tagsOf } from './tags.ts'

/** The account that AWS's own policies are listed under: they are code, not rows. */
export const AWS_ACCOUNT = 'aws'

/** The reader of managed policies. */
export const policyReader = (source: Source): PolicyReader => ({
  async byArn(arn) {
    return awsManagedPolicies.get(arn) ?? (await source.snapshot((db) => byArns(db, [arn])))[0]
  },
  byName: (accountId, name) =>
    source.snapshot(async (db) => {
      const named = db.selectFrom('policies').select('arn').where('account_id', '=', accountId)
      const row = await named.where('name_key', '=', nameKey(name)).executeTakeFirst()
      return row === undefined ? undefined : (await byArns(db, [row.arn]))[0]
    }),
  async list(accountId, query) {
    if (accountId === AWS_ACCOUNT) return awsPage(query)
    return source.snapshot((db) => policyPage(db, accountId, query))
  },
  async count(accountId) {
    if (accountId === AWS_ACCOUNT) return awsManagedPolicies.size
    const owned = source.db.selectFrom('policies').where('account_id', '=', accountId)
    return (await owned.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
  },
  async versionCount(accountId) {
    const owned = source.db.selectFrom('policies').where('account_id', '=', accountId)
    const versions = owned.innerJoin('policy_versions', 'policy_versions.policy_arn', 'policies.arn')
    return (await versions.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
  },
  async attachmentCount(arn, accountId) {
    const counted = attached(source.db, arn, accountId).select(({ fn }) => fn.countAll<number>().as('n'))
    return (await counted.executeTakeFirstOrThrow()).n
  },
  async boundaryCount(arn, accountId) {
    const counted = bounded(source.db, arn, accountId).select(({ fn }) => fn.countAll<number>().as('n'))
    return (await counted.executeTakeFirstOrThrow()).n
  },
  async holders(arn, accountId, usage) {
    const rows =
      usage === 'attached'
        ? await attached(source.db, arn, accountId).select('holder_id as id').orderBy('id').execute()
        : await bounded(source.db, arn, accountId).select('id').orderBy('id').execute()
    return Object.freeze(rows.map((row) => row.id))
  },
})

const attached = (db: Db, arn: string, accountId: string) =>
  db.selectFrom('attached_policies').where('policy_arn', '=', arn).where('account_id', '=', accountId)

const bounded = (db: Db, arn: string, accountId: string) =>
  db.selectFrom('holders').where('boundary_arn', '=', arn).where('account_id', '=', accountId)

function awsPage(query: ListQuery) {
  const { pathPrefix = '', after = '' } = query
  const all = [...awsManagedPolicies.values()].map((policy) => ({ policy, key: nameKey(policy.name) }))
  const rows = all
    .filter(({ policy, key }) => key > after && policy.path.startsWith(pathPrefix))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .slice(0, rowsFor(query))
  const { shown, next } = cut(rows, query, ({ key }) => key)
  return page(
    shown.map(({ policy }) => policy),
    next,
  )
}

async function policyPage(db: Db, accountId: string, query: ListQuery) {
  const { pathPrefix, after } = query
  let arns = db.selectFrom('policies').select(['arn', 'name_key']).where('account_id', '=', accountId)
  if (after !== undefined) arns = arns.where('name_key', '>', after)
  if (pathPrefix !== undefined) arns = arns.where('path', '>=', pathPrefix).where('path', '<', prefixEnd(pathPrefix))
  const rows = await arns.orderBy('name_key').limit(rowsFor(query)).execute()
  const { shown, next } = cut(rows, query, (row) => row.name_key)
  return page(
    await byArns(
      db,
      shown.map((row) => row.arn),
    ),
    next,
  )
}

async function byArns(db: Db, arns: readonly string[]): Promise<readonly ManagedPolicy[]> {
  if (arns.length === 0) return []
  const rows = await db.selectFrom('policies').selectAll().where('arn', 'in', arns).orderBy('name_key').execute()
  const versions = await db.selectFrom('policy_versions').selectAll().where('policy_arn', 'in', arns).execute()
  const versionsByArn = grouped(versions, (row) => row.policy_arn)
  const tags = await tagsOf(db, arns)
  return rows.map((row) => deepFreeze(policy(row, versionsByArn.get(row.arn) ?? [], tags.get(row.arn) ?? [])))
}

const policy = (row: PolicyTable, versions: readonly PolicyVersionTable[], tags: readonly Tag[]): ManagedPolicy => ({
  accountId: row.account_id,
  id: row.id,
  arn: row.arn,
  name: row.name,
  path: row.path,
  ...(row.description === null ? {} : { description: row.description }),
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
  tags,
  defaultVersionId: row.default_version_id,
  nextVersion: row.next_version,
  versions: versions.map(version).sort((one, other) => versionNumber(one) - versionNumber(other)),
})

const version = (row: PolicyVersionTable): PolicyVersion => ({
  id: row.id,
  document: row.document,
  createdAtMs: row.created_at_ms,
})

const versionNumber = ({ id }: PolicyVersion): number => Number(id.slice(1))
