/** TagMFADevice, UntagMFADevice and ListMFADeviceTags. Source: IAM API reference, the operations of those names. */
import type {
  ListMFADeviceTagsRequest,
  ListMFADeviceTagsResponse,
  TagMFADeviceRequest,
  TagMFADeviceResponse,
  UntagMFADeviceRequest,
  UntagMFADeviceResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { requestTagKeys } from '../askEntity.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { askDevice, requireDevice } from './deviceRecord.ts'

/** Adds tags to a device, or replaces the values of those it has. */
export const tagMfaDevice = writeOperation<TagMFADeviceRequest, TagMFADeviceResponse>({
  name: 'TagMFADevice',

  authorize({ input, caller }, store) {
    const device = { accountId: caller.accountId, serialNumber: input.SerialNumber }
    return askDevice('iam:TagMFADevice', { device, context: requestTagKeys(fromWire(input.Tags)) }, store)
  },

  async run({ input, caller }, store) {
    const device = await requireDevice(store, { accountId: caller.accountId, serialNumber: input.SerialNumber })
    withTags(device.tags, input.Tags)
    await store.write.putTags(device.serialNumber, fromWire(input.Tags))
    return {}
  },
})

/** Removes tags from a device; keys it does not have are passed over. */
export const untagMfaDevice = writeOperation<UntagMFADeviceRequest, UntagMFADeviceResponse>({
  name: 'UntagMFADevice',

  authorize({ input, caller }, store) {
    const device = { accountId: caller.accountId, serialNumber: input.SerialNumber }
    return askDevice('iam:UntagMFADevice', { device, context: [{ key: 'aws:TagKeys', value: input.TagKeys }] }, store)
  },

  async run({ input, caller }, store) {
    const device = await requireDevice(store, { accountId: caller.accountId, serialNumber: input.SerialNumber })
    await store.write.deleteTags(device.serialNumber, input.TagKeys)
    return {}
  },
})

/** The device's tags, a page at a time. */
export const listMfaDeviceTags = readOperation<ListMFADeviceTagsRequest, ListMFADeviceTagsResponse>({
  name: 'ListMFADeviceTags',

  authorize({ input, caller }, store) {
    const device = { accountId: caller.accountId, serialNumber: input.SerialNumber }
    return askDevice('iam:ListMFADeviceTags', { device }, store)
  },

  async run({ input, caller }, store) {
    const device = await requireDevice(store, { accountId: caller.accountId, serialNumber: input.SerialNumber })
    const page = pageOf(device.tags, listQuery(input))
    return { Tags: toWire(page.items), ...pagingOutput(page) }
  },
})
