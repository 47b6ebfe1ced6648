/** The state of MFA devices' codes: what keeps a code from being used twice, and guesses from going on. */
import type { Db } from './schema.ts'
import type { MfaCodes } from './store.ts'
import type { Source } from './source.ts'
import { required } from './writer/transaction.ts'

/** Runs a transaction of its own on the writing connection, behind those before it. */
export type Transact = <T>(work: (tx: Db) => Promise<T>) => Promise<T>

/** The codes of every device. `failures` reads on `source`; the others commit before they answer. */
export const sqlMfaCodes = (transact: Transact, source: Source): MfaCodes => ({
  accept: (serialNumber, step) => transact((tx) => acceptCode(tx, serialNumber, step)),
  fail: (serialNumber, nowMs) =>
    transact(async (tx) => {
      const counted = tx
        .updateTable('mfa_devices')
        .set((eb) => ({ failures: eb('failures', '+', 1), last_failed_at_ms: nowMs }))
        .where('serial_number', '=', serialNumber)
        .returning('failures')
      return required(await counted.executeTakeFirst(), `MFA device ${serialNumber}`).failures
    }),
  async failures(serialNumber) {
    const device = source.db.selectFrom('mfa_devices').select(['failures', 'last_failed_at_ms'])
    const row = await device.where('serial_number', '=', serialNumber).executeTakeFirst()
    return { count: row?.failures ?? 0, lastAtMs: row?.last_failed_at_ms ?? 0 }
  },
})

/** One statement decides: the row changes for exactly one caller. False for a device that does not exist. */
export async function acceptCode(tx: Db, serialNumber: string, step: number): Promise<boolean> {
  if (!Number.isSafeInteger(step)) return false
  const { numUpdatedRows } = await tx
    .updateTable('mfa_devices')
    .set({ last_step: step, failures: 0, last_failed_at_ms: 0 })
    .where('serial_number', '=', serialNumber)
    .where((eb) => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
