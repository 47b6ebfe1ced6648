/** Reads access keys. */
import type { AccessKey } from '../../domain/entities.ts'
import type { SecretBox } from '../../domain/secret.ts'
import { deepFreeze } from '../freeze.ts'
import type { AccessKeyTable } from '../schema.ts'
import { openSecret, secretContext } from '../secrets.ts'
import type { Source } from '../source.ts'
import type { AccessKeyReader } from '../store.ts'

/** The reader of access keys; a key whose ciphertext does not open throws. */
export const accessKeyReader = (source: Source, box: SecretBox): AccessKeyReader => ({
  async byId(id) {
    const row = await source.db.selectFrom('access_keys').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : accessKey(row, box)
  },
  async ofUser(userId) {
    const owned = source.db.selectFrom('access_keys').selectAll().where('user_id', '=', userId)
    const rows = await owned.orderBy('created_at_ms').orderBy('id').execute()
    return Object.freeze(rows.map((row) => accessKey(row, box)))
  },
})

const accessKey = (row: AccessKeyTable, box: SecretBox): AccessKey =>
  deepFreeze({
    id: row.id,
    accountId: row.account_id,
    userId: row.user_id,
    status: row.status,
    createdAtMs: row.created_at_ms,
    secret: openSecret(box, row.sealed_secret, secretContext.accessKey(row.id)),
  })
