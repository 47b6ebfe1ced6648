/** DeleteVirtualMFADevice. Source: IAM API reference, DeleteVirtualMFADevice. */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  DeleteVirtualMFADeviceRequest,
  DeleteVirtualMFADeviceResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askDevice, requireDevice } from './deviceRecord.ts'

/** Deletes a device that is assigned to nobody. */
export const deleteVirtualMfaDevice = writeOperation<DeleteVirtualMFADeviceRequest, DeleteVirtualMFADeviceResponse>({
  name: 'DeleteVirtualMFADevice',

  authorize({ input, caller }, store) {
    const device = { accountId: caller.accountId, serialNumber: input.SerialNumber }
    return askDevice('iam:DeleteVirtualMFADevice', { device }, store)
  },

  async run({ input, caller }, store) {
    const device = await requireDevice(store, { accountId: caller.accountId, serialNumber: input.SerialNumber })
    if (device.userId !== undefined)
      throw new ServiceError('DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.')
    await store.write.mfaDevices.delete(device.serialNumber)
    return {}
  },
})
