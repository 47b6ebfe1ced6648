/** Writes MFA devices. */
import { parseArn, pathAndName } from '../../domain/arn.ts'
import { StoreConflict } from '../errors.ts'
import { acceptCode } from '../mfaCodes.ts'
import { listKey, nameKey } from '../names.ts'
import { sealSecret, secretContext } from '../secrets.ts'
import type { MfaWriter } from '../store.ts'
import { insertTags } from './tags.ts'
import { requireOne, type WriteTransaction } from './transaction.ts'

const NO_FAILURES = { failures: 0, last_failed_at_ms: 0 }

/** The writer of MFA devices. */
export const mfaWriter = (tx: WriteTransaction): MfaWriter => ({
  async create(device) {
    const { path, name } = namesOf(device.serialNumber)
    await tx.db
      .insertInto('mfa_devices')
      .values({
        serial_number: device.serialNumber,
        serial_key: nameKey(device.serialNumber),
        account_id: device.accountId,
        list_key: listKey(name, path),
        path,
        sealed_seed: sealSecret(tx.box, device.seed, secretContext.mfaSeed(device.serialNumber)),
        user_id: device.userId ?? null,
        enabled_at_ms: device.enabledAtMs ?? null,
        clock_offset_steps: device.clockOffsetSteps,
        last_step: null,
        ...NO_FAILURES,
      })
      .execute()
    await insertTags(tx, device.serialNumber, device.tags)
    tx.changes.add('mfaDevice', device.serialNumber)
  },
  assign: (serialNumber, userId, atMs) =>
    update(tx, serialNumber, { user_id: userId, enabled_at_ms: atMs, ...NO_FAILURES }),
  unassign: (serialNumber) => update(tx, serialNumber, { user_id: null, enabled_at_ms: null }),
  async delete(serialNumber) {
    const device = tx.db.deleteFrom('mfa_devices').where('serial_number', '=', serialNumber)
    requireOne(await device.executeTakeFirst(), `MFA device ${serialNumber}`)
    await tx.db.deleteFrom('tags').where('resource_id', '=', serialNumber).execute()
    tx.changes.add('mfaDevice', serialNumber)
  },
  async synchronise(serialNumber, clockOffsetSteps, step) {
    if (!(await acceptCode(tx.db, serialNumber, step))) return false
    const device = tx.db.updateTable('mfa_devices').where('serial_number', '=', serialNumber)
    await device.set({ clock_offset_steps: clockOffsetSteps }).execute()
    tx.changes.add('mfaDevice', serialNumber)
    return true
  },
})

function namesOf(serialNumber: string): { readonly path: string; readonly name: string } {
  const names = pathAndName(parseArn(serialNumber)?.resource ?? '')
  if (names === undefined) throw new StoreConflict(`${serialNumber} is not the ARN of an MFA device`)
  return names
}

async function update(
  { db, changes }: WriteTransaction,
  serialNumber: string,
  columns: { readonly user_id: string | null; readonly enabled_at_ms: number | null },
): Promise<void> {
  const device = db.updateTable('mfa_devices').where('serial_number', '=', serialNumber)
  requireOne(await device.set(columns).executeTakeFirst(), `MFA device ${serialNumber}`)
  changes.add('mfaDevice', serialNumber)
}
