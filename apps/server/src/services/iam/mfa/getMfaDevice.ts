/** GetMFADevice. Source: IAM API reference, GetMFADevice. */
import type { GetMFADeviceRequest, GetMFADeviceResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { askOwner, ownerName, requireOwner } from '../user/owner.ts'
import { requireDeviceOf } from './deviceRecord.ts'

/** One device of a user, or of the caller. */
export const getMfaDevice = readOperation<GetMFADeviceRequest, GetMFADeviceResponse>({
  name: 'GetMFADevice',

  authorize: (call, store) => askOwner('iam:GetMFADevice', call, store),

  async run(call, store) {
    const owner = await requireOwner(call, store)
    const { accountId } = call.caller
    const device = await requireDeviceOf(store, owner, { accountId, serialNumber: call.input.SerialNumber })
    return {
      ...ownerName(owner),
      SerialNumber: device.serialNumber,
      ...(device.enabledAtMs === undefined ? {} : { EnableDate: device.enabledAtMs }),
    }
  },
})
