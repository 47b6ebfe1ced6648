/** Virtual MFA devices: how operations find them and ask about them. */
import type { Ask, ContextEntry } from '../../../authz/ask.ts'
import type { MfaDevice } from '../../../domain/entities.ts'
import type { Reader } from '../../../store/store.ts'
import { ask, resourceTagKeys } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import type { Owner } from '../user/owner.ts'

/** A device of the caller's account by the serial number that the request gives. */
export interface NamedDevice {
  readonly accountId: string
  readonly serialNumber: string
}

/** The device, or undefined where the account has none of that serial number. Other accounts' devices do not exist here. */
async function findDevice(store: Reader, { accountId, serialNumber }: NamedDevice): Promise<MfaDevice | undefined> {
  const device = await store.mfaDevices.bySerial(serialNumber)
  return device?.accountId === accountId ? device : undefined
}

/** The device. Throws NoSuchEntity. */
export async function requireDevice(store: Reader, named: NamedDevice): Promise<MfaDevice> {
  const device = await findDevice(store, named)
  if (device === undefined) throw noSuchEntity(`MFA Device with serial number ${named.serialNumber} does not exist.`)
  return device
}

/** The device, which must be assigned to `owner`. Throws NoSuchEntity. */
export async function requireDeviceOf(store: Reader, owner: Owner, named: NamedDevice): Promise<MfaDevice> {
  const device = await requireDevice(store, named)
  if (device.userId !== owner.id) throw noSuchEntity('MFA Device invalid for user.')
  return device
}

/** Asks for `action` on a device: its serial number is its ARN. `context` adds the keys that the request supplies. */
export async function askDevice(
  action: string,
  { device, context = [] }: { readonly device: NamedDevice; readonly context?: readonly ContextEntry[] },
  store: Reader,
): Promise<readonly Ask[]> {
  const found = await findDevice(store, device)
  return ask(action, device.serialNumber, [...resourceTagKeys(found?.tags), ...context])
}
