/** IAM's operations on virtual MFA devices. */
import type { Operation } from '../../operation.ts'
import { createVirtualMfaDevice } from './createVirtualMfaDevice.ts'
import { deactivateMfaDevice } from './deactivateMfaDevice.ts'
import { deleteVirtualMfaDevice } from './deleteVirtualMfaDevice.ts'
import { enableMfaDevice } from './enableMfaDevice.ts'
import { getMfaDevice } from './getMfaDevice.ts'
import { listMfaDevices } from './listMfaDevices.ts'
import { listVirtualMfaDevices } from './listVirtualMfaDevices.ts'
import { listMfaDeviceTags, tagMfaDevice, untagMfaDevice } from './mfaDeviceTags.ts'
import { resyncMfaDevice } from './resyncMfaDevice.ts'

/** One line per operation. */
export const mfaOperations: readonly Operation[] = [
  createVirtualMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  getMfaDevice,
  listMfaDeviceTags,
  listMfaDevices,
  listVirtualMfaDevices,
  resyncMfaDevice,
  tagMfaDevice,
  untagMfaDevice,
]
