/** ListVirtualMFADevices. Source: IAM API reference, ListVirtualMFADevices. */
import { mfaArn, rootArn } from '../../../domain/arn.ts'
import type { MfaDevice } from '../../../domain/entities.ts'
import type {
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
  User as WireUser,
  VirtualMFADevice,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { listedUser } from '../user/userRecord.ts'

/** The root user is answered by ARN and id, though the model requires more of a user. */
interface ListedDevice extends Omit<VirtualMFADevice, 'User'> {
  readonly User?: WireUser | Pick<WireUser, 'Arn' | 'UserId'>
}

interface ListVirtualMfaDevicesAnswer extends Omit<ListVirtualMFADevicesResponse, 'VirtualMFADevices'> {
  readonly VirtualMFADevices: readonly ListedDevice[]
}

/** The account's devices, a page at a time: all of them, or the assigned or unassigned ones. Never their seeds. */
export const listVirtualMfaDevices = readOperation<ListVirtualMFADevicesRequest, ListVirtualMfaDevicesAnswer>({
  name: 'ListVirtualMFADevices',

  /** AWS asks about the ARN up to the path, as its denials show: `arn:aws:iam::<account>:mfa/`. */
  authorize: ({ caller }) =>
    ask('iam:ListVirtualMFADevices', mfaArn({ accountId: caller.accountId, path: '/', name: '' })),

  async run({ input, caller }, store) {
    const status = input.AssignmentStatus ?? 'Any'
    const filter = status === 'Any' ? {} : { assigned: status === 'Assigned' }
    const page = await store.mfaDevices.list(caller.accountId, { ...listQuery(input), ...filter })
    const devices = await Promise.all(page.items.map((device) => listed(device, store)))
    return { VirtualMFADevices: devices, ...pagingOutput(page) }
  },
})

async function listed(device: MfaDevice, store: Reader): Promise<ListedDevice> {
  const { serialNumber, accountId, userId, enabledAtMs } = device
  const user = userId === undefined || userId === accountId ? undefined : await store.users.byId(userId)
  return {
    SerialNumber: serialNumber,
    ...(enabledAtMs === undefined ? {} : { EnableDate: enabledAtMs }),
    ...(userId === accountId ? { User: { UserId: accountId, Arn: rootArn(accountId) } } : {}),
    ...(user === undefined ? {} : { User: listedUser(user) }),
  }
}
