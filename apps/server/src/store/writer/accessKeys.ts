/** Writes access keys. */
import { sealSecret, secretContext } from '../secrets.ts'
import type { AccessKeyWriter } from '../store.ts'
import { requireOne, type WriteTransaction } from './transaction.ts'

/** The writer of access keys. */
export const accessKeyWriter = ({ db, box, changes }: WriteTransaction): AccessKeyWriter => ({
  async create(key) {
    await db
      .insertInto('access_keys')
      .values({
        id: key.id,
        account_id: key.accountId,
        user_id: key.userId,
        status: key.status,
        created_at_ms: key.createdAtMs,
        sealed_secret: sealSecret(box, key.secret, secretContext.accessKey(key.id)),
      })
      .execute()
    changes.add('accessKey', key.id)
  },
  async setStatus(id, status) {
    const key = db.updateTable('access_keys').where('id', '=', id)
    requireOne(await key.set({ status }).executeTakeFirst(), `access key ${id}`)
    changes.add('accessKey', id)
  },
  async delete(id) {
    requireOne(await db.deleteFrom('access_keys').where('id', '=', id).executeTakeFirst(), `access key ${id}`)
    await db.deleteFrom('uses').where('subject', '=', id).execute()
    changes.add('accessKey', id)
  },
})
