/** ResyncMFADevice. Source: IAM API reference, ResyncMFADevice. */
import type { ResyncMFADeviceRequest, ResyncMFADeviceResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askUser, requireUser } from '../user/userRecord.ts'
import { requireDeviceOf } from './deviceRecord.ts'
import { proveCodes } from './proveCodes.ts'

/** Learns from two codes in a row how far a user's device is off the clock, and forgets its wrong codes. */
export const resyncMfaDevice = writeOperation<ResyncMFADeviceRequest, ResyncMFADeviceResponse>({
  name: 'ResyncMFADevice',

  authorize: ({ input, caller }, store) =>
    askUser('iam:ResyncMFADevice', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run({ input, caller }, store, { clock }) {
    const { accountId } = caller
    const user = await requireUser(store, accountId, input.UserName)
    const device = await requireDeviceOf(store, { id: user.id, user }, { accountId, serialNumber: input.SerialNumber })
    await proveCodes(device, { ...input, nowMs: clock.nowMs() }, store)
    return {}
  },
})
