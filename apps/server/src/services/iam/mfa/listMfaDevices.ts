/** ListMFADevices. Source: IAM API reference, ListMFADevices. */
import type { ListMFADevicesRequest, ListMFADevicesResponse, MFADevice } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { askOwner, ownerName, requireOwner } from '../user/owner.ts'

/** The root user's devices are answered without `UserName`, though the model requires it. */
interface ListMfaDevicesAnswer extends Omit<ListMFADevicesResponse, 'MFADevices'> {
  readonly MFADevices: readonly (Omit<MFADevice, 'UserName'> & Partial<Pick<MFADevice, 'UserName'>>)[]
}

/** The devices of a user, or of the caller, a page at a time. */
export const listMfaDevices = readOperation<ListMFADevicesRequest, ListMfaDevicesAnswer>({
  name: 'ListMFADevices',

  authorize: (call, store) => askOwner('iam:ListMFADevices', call, store),

  async run(call, store) {
    const owner = await requireOwner(call, store)
    const page = pageOf(await store.mfaDevices.ofUser(owner.id), listQuery(call.input))
    const devices = page.items.map(({ serialNumber, enabledAtMs }) => ({
      ...ownerName(owner),
      SerialNumber: serialNumber,
      EnableDate: enabledAtMs ?? 0,
    }))
    return { MFADevices: devices, ...pagingOutput(page) }
  },
})
