/** DeactivateMFADevice. Source: IAM API reference, DeactivateMFADevice. */
import type { DeactivateMFADeviceRequest, DeactivateMFADeviceResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askOwner, requireOwner } from '../user/owner.ts'
import { requireDeviceOf } from './deviceRecord.ts'

/** Takes a device from its user, or from the caller; the device stays and can be enabled again. */
export const deactivateMfaDevice = writeOperation<DeactivateMFADeviceRequest, DeactivateMFADeviceResponse>({
  name: 'DeactivateMFADevice',

  authorize: (call, store) => askOwner('iam:DeactivateMFADevice', call, store),

  async run(call, store) {
    const owner = await requireOwner(call, store)
    const serialNumber = call.input.SerialNumber
    await requireDeviceOf(store, owner, { accountId: call.caller.accountId, serialNumber })
    await store.write.mfaDevices.unassign(serialNumber)
    return {}
  },
})
