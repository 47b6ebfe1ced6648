/** Writes tags. */
import { TAGGED_KINDS } from '../../domain/accountResources.ts'
import type { Tag } from '../../domain/entities.ts'
import type { Change } from '../changes.ts'
import { tagKey } from '../names.ts'
import { prepared } from '../prepared.ts'
import type { Db, TagTable } from '../schema.ts'
import type { Writer } from '../store.ts'
import { required, type WriteTransaction } from './transaction.ts'

/** The two tag writers. */
export const tagWriter = (tx: WriteTransaction): Pick<Writer['write'], 'putTags' | 'deleteTags'> => ({
  async putTags(resourceId, tags) {
    const kind = await taggedKind(tx, resourceId)
    for (const tag of tags) await putTag(tx.db, tagRow(resourceId, tag))
    tx.changes.add(kind, resourceId)
  },
  async deleteTags(resourceId, keys) {
    const kind = await taggedKind(tx, resourceId)
    if (keys.length === 0) return
    const owned = tx.db.deleteFrom('tags').where('resource_id', '=', resourceId)
    await owned.where('key_key', 'in', keys.map(tagKey)).execute()
    tx.changes.add(kind, resourceId)
  },
})

const putTag = prepared((db, { resource_id, key_key, key, value }: TagTable) =>
  db
    .insertInto('tags')
    .values({ resource_id, key_key, key, value })
    .onConflict((clash) => clash.columns(['resource_id', 'key_key']).doUpdateSet({ key, value })),
)

/** Inserts the tags of a new resource; two keys that differ only in case clash. */
export async function insertTags({ db }: WriteTransaction, resourceId: string, tags: readonly Tag[]): Promise<void> {
  if (tags.length === 0) return
  await db
    .insertInto('tags')
    .values(tags.map((tag) => tagRow(resourceId, tag)))
    .execute()
}

const tagRow = (resourceId: string, { key, value }: Tag) => ({
  resource_id: resourceId,
  key_key: tagKey(key),
  key,
  value,
})

const taggedHolder = prepared((db, { id }: { readonly id: string }) =>
  db.selectFrom('holders').select('id').where('id', '=', id).where('kind', '<>', 'group'),
)

/** What the resource is. Groups have no tags. */
async function taggedKind({ db }: WriteTransaction, id: string): Promise<Change['kind']> {
  if ((await taggedHolder(db, { id })).length > 0) return 'holder'
  const policy = db.selectFrom('policies').select('arn').where('arn', '=', id)
  if ((await policy.executeTakeFirst()) !== undefined) return 'policy'
  const device = db.selectFrom('mfa_devices').select('serial_number').where('serial_number', '=', id)
  if ((await device.executeTakeFirst()) !== undefined) return 'mfaDevice'
  const resource = db
    .selectFrom('resources')
    .select('id')
    .where('id', '=', id)
    .where('kind', 'in', [...TAGGED_KINDS])
  if ((await resource.executeTakeFirst()) !== undefined) return 'resource'
  required(await partOfOrganization(db, id), `taggable resource ${id}`)
  return 'organization'
}

/** A root, unit, account or organization policy. */
async function partOfOrganization(db: Db, id: string): Promise<object | undefined> {
  const parts = [
    db.selectFrom('accounts').select('id').where('id', '=', id),
    db.selectFrom('organizational_units').select('id').where('id', '=', id),
    db.selectFrom('organization_policies').select('id').where('id', '=', id),
    db.selectFrom('organization').select('id').where('root_id', '=', id),
  ]
  for (const part of parts) {
    const found = await part.executeTakeFirst()
    if (found !== undefined) return found
  }
  return undefined
}
