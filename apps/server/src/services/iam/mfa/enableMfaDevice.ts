/** EnableMFADevice. Source: IAM API reference, EnableMFADevice. */
import type { Caller } from '../../../domain/caller.ts'
import { accessDenied } from '../../../domain/errors.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type { EnableMFADeviceRequest, EnableMFADeviceResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { entityAlreadyExists, limitExceeded } from '../entityErrors.ts'
import { askUser, requireUser } from '../user/userRecord.ts'
import { requireDevice } from './deviceRecord.ts'
import { proveCodes } from './proveCodes.ts'

/**
 * Assigns an unassigned device to a user, who proves to hold it by two codes in a row.
 *
 * Beyond AWS: a user who has a device already must have presented it in this session to enable another. Otherwise a stolen
 * access key could add a device of the thief's, whatever policies demand MFA (security case STS-04).
 */
export const enableMfaDevice = writeOperation<EnableMFADeviceRequest, EnableMFADeviceResponse>({
  name: 'EnableMFADevice',

  authorize: ({ input, caller }, store) =>
    askUser('iam:EnableMFADevice', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run({ input, caller }, store, { clock }) {
    const { accountId } = caller
    const user = await requireUser(store, accountId, input.UserName)
    const device = await requireDevice(store, { accountId, serialNumber: input.SerialNumber })
    if (device.userId === user.id) throw entityAlreadyExists(`MFA Device for user ${user.name} already exists.`)
    if (device.userId !== undefined) throw entityAlreadyExists('MFA Device is already in use.')
    const present = await store.mfaDevices.ofUser(user.id)
    if (present.length >= QUOTAS.MFADevicesPerUser) throw limitExceeded('MFADevicesPerUser', QUOTAS.MFADevicesPerUser)
    if (present.length > 0 && isUser(caller, user.id) && !provedMfa(caller))
      throw accessDenied('A user who has an MFA device must present it (GetSessionToken) to enable another one.')
    const nowMs = clock.nowMs()
    await store.write.mfaDevices.assign(device.serialNumber, user.id, nowMs)
    await proveCodes(device, { ...input, nowMs }, store)
    return {}
  },
})

const isUser = (caller: Caller, userId: string): boolean => caller.kind === 'user' && caller.userId === userId

const provedMfa = ({ credential }: Caller): boolean =>
  credential.type === 'session' && credential.session.mfaAtMs !== undefined
