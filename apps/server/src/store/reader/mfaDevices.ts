/** Reads MFA devices. */
import type { MfaDevice, Tag } from '../../domain/entities.ts'
import type { SecretBox } from '../../domain/secret.ts'
import { deepFreeze } from '../freeze.ts'
import { nameKey, prefixEnd } from '../names.ts'
import type { Db, MfaDeviceTable } from '../schema.ts'
import { openSecret, secretContext } from '../secrets.ts'
import type { Source } from '../source.ts'
import type { MfaReader } from '../store.ts'
import { cut, page, rowsFor } from './page.ts'
import { tagsOf } from './tags.ts'

/** The reader of MFA devices; a device whose ciphertext does not open throws. */
export const mfaReader = (source: Source, box: SecretBox): MfaReader => ({
  bySerial: (serialNumber) =>
    source.snapshot(async (db) => {
      const rows = await db.selectFrom('mfa_devices').selectAll().where('serial_number', '=', serialNumber).execute()
      return (await devices(db, box, rows))[0]
    }),
  async taken(serialNumber) {
    const device = source.db.selectFrom('mfa_devices').select('serial_number')
    return (await device.where('serial_key', '=', nameKey(serialNumber)).executeTakeFirst()) !== undefined
  },
  ofUser: (userId) =>
    source.snapshot(async (db) => {
      const owned = db.selectFrom('mfa_devices').selectAll().where('user_id', '=', userId)
      return Object.freeze(await devices(db, box, await owned.orderBy('list_key').execute()))
    }),
  list: (accountId, query) =>
    source.snapshot(async (db) => {
      const { pathPrefix, after, assigned } = query
      let owned = db.selectFrom('mfa_devices').selectAll().where('account_id', '=', accountId)
      if (after !== undefined) owned = owned.where('list_key', '>', after)
      if (pathPrefix !== undefined)
        owned = owned.where('path', '>=', pathPrefix).where('path', '<', prefixEnd(pathPrefix))
      if (assigned !== undefined) owned = owned.where('user_id', assigned ? 'is not' : 'is', null)
      const rows = await owned.orderBy('list_key').limit(rowsFor(query)).execute()
      const { shown, next } = cut(rows, query, (row) => row.list_key)
      return page(await devices(db, box, shown), next)
    }),
  async count(accountId, assigned) {
    let owned = source.db.selectFrom('mfa_devices').where('account_id', '=', accountId)
    if (assigned !== undefined) owned = owned.where('user_id', assigned ? 'is not' : 'is', null)
    return (await owned.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
  },
})

async function devices(db: Db, box: SecretBox, rows: readonly MfaDeviceTable[]): Promise<readonly MfaDevice[]> {
  if (rows.length === 0) return []
  const tags = await tagsOf(
    db,
    rows.map((row) => row.serial_number),
  )
  return rows.map((row) => device(row, box, tags.get(row.serial_number) ?? []))
}

const device = (row: MfaDeviceTable, box: SecretBox, tags: readonly Tag[]): MfaDevice =>
  deepFreeze({
    serialNumber: row.serial_number,
    accountId: row.account_id,
    tags,
    seed: openSecret(box, row.sealed_seed, secretContext.mfaSeed(row.serial_number)),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.enabled_at_ms === null ? {} : { enabledAtMs: row.enabled_at_ms }),
    clockOffsetSteps: row.clock_offset_steps,
  })
