/** Writes account resources. */
import { TAGGED_KINDS } from '../../domain/accountResources.ts'
import { nameKey } from '../names.ts'
import { sealSecret, secretContext } from '../secrets.ts'
import type { ResourceWriter } from '../store.ts'
import { insertTags } from './tags.ts'
import { requireOne, type WriteTransaction } from './transaction.ts'

/** The writer of account resources. */
export const resourceWriter = (tx: WriteTransaction): ResourceWriter => ({
  async create(resource) {
    const { kind, accountId, id, name, path, ownerId, createdAtMs, facts, secret, tags } = resource
    if (tags.length > 0 && !TAGGED_KINDS.has(kind)) throw new Error(`tags on ${kind}`)
    await tx.db
      .insertInto('resources')
      .values({
        kind,
        id,
        account_id: accountId,
        name,
        name_key: nameKey(name),
        path,
        owner_id: ownerId ?? null,
        created_at_ms: createdAtMs,
        facts: JSON.stringify(facts),
        sealed_secret: secret === undefined ? null : sealSecret(tx.box, secret, secretContext.resource(kind, id)),
      })
      .execute()
    await insertTags(tx, id, tags)
    tx.changes.add('resource', id)
  },
  async update(kind, id, { name, path, ownerId, facts, secret }) {
    const row = tx.db.updateTable('resources').where('kind', '=', kind).where('id', '=', id)
    const changed = await row
      .set({
        id,
        ...(name === undefined ? {} : { name, name_key: nameKey(name) }),
        ...(path === undefined ? {} : { path }),
        ...(ownerId === undefined ? {} : { owner_id: ownerId }),
        ...(facts === undefined ? {} : { facts: JSON.stringify(facts) }),
        ...(secret === undefined
          ? {}
          : { sealed_secret: sealSecret(tx.box, secret, secretContext.resource(kind, id)) }),
      })
      .executeTakeFirst()
    requireOne(changed, `${kind} ${id}`)
    tx.changes.add('resource', id)
  },
  async delete(kind, id) {
    const row = tx.db.deleteFrom('resources').where('kind', '=', kind).where('id', '=', id)
    requireOne(await row.executeTakeFirst(), `${kind} ${id}`)
    if (TAGGED_KINDS.has(kind)) await tx.db.deleteFrom('tags').where('resource_id', '=', id).execute()
    tx.changes.add('resource', id)
  },
})
