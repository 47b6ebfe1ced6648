/** CreateVirtualMFADevice. Source: IAM API reference, CreateVirtualMFADevice and VirtualMFADevice. */
import { mfaArn } from '../../../domain/arn.ts'
import { encodeBase32 } from '../../../domain/base32.ts'
import { validationError } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask, requestTagKeys } from '../askEntity.ts'
import { entityAlreadyExists } from '../entityErrors.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { qrPng } from './qrPng.ts'

/** 40 bytes make the 64 base32 characters that seeds have at AWS. */
const SEED_BYTES = 40
/** serialNumberType of the model: a device whose number breaks it could not be named by any other call. */
const SERIAL_NUMBER = /^[\w+=/:,.@-]{9,256}$/

/**
 * Creates a device that is assigned to nobody yet. The answer shows its seed, as text and as a QR code, this once.
 * Creating it with tags also needs iam:TagMFADevice.
 */
export const createVirtualMfaDevice = writeOperation<CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse>({
  name: 'CreateVirtualMFADevice',

  authorize({ input, caller }) {
    const arn = serialNumberOf(input, caller.accountId)
    const tags = requestTagKeys(fromWire(input.Tags))
    return [
      ...ask('iam:CreateVirtualMFADevice', arn, tags),
      ...(tags.length === 0 ? [] : ask('iam:TagMFADevice', arn, tags)),
    ]
  },

  async run({ input, caller }, store, { random }) {
    const { accountId } = caller
    const serialNumber = serialNumberOf(input, accountId)
    if (!SERIAL_NUMBER.test(serialNumber))
      throw validationError(
        `The serial number ${serialNumber} would be too long, or its path has characters that it may not have.`,
      )
    const tags = withTags([], input.Tags)
    if (await store.mfaDevices.taken(serialNumber)) throw entityAlreadyExists('MFA device already exists.')
    const seed = encodeBase32(random.bytes(SEED_BYTES))
    await store.write.mfaDevices.create({ serialNumber, accountId, tags, seed: new Secret(seed), clockOffsetSteps: 0 })
    return {
      VirtualMFADevice: {
        SerialNumber: serialNumber,
        Base32StringSeed: Buffer.from(seed, 'ascii'),
        QRCodePNG: qrPng(otpauthUri(`${input.VirtualMFADeviceName}@${accountId}`, seed)),
        ...(tags.length === 0 ? {} : { Tags: toWire(tags) }),
      },
    }
  },
})

const serialNumberOf = (input: CreateVirtualMFADeviceRequest, accountId: string): string =>
  mfaArn({ accountId, path: input.Path ?? '/', name: input.VirtualMFADeviceName })

/** What authenticator apps scan. Source: Google Authenticator wiki, "Key Uri Format". */
const otpauthUri = (label: string, seed: string): string =>
  `otpauth://totp/${encodeURIComponent(label)}?secret=${seed}&issuer=Brevet`
