/** Two codes in a row: how EnableMFADevice and ResyncMFADevice learn that a device holds its seed, and what its clock says. */
import { decodeBase32 } from '../../../domain/base32.ts'
import type { MfaDevice } from '../../../domain/entities.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { matchConsecutive, stepAt } from '../../../domain/totp.ts'
import type { Writer } from '../../../store/store.ts'

/** The codes as both requests carry them. */
export interface TwoCodes {
  readonly AuthenticationCode1: string
  readonly AuthenticationCode2: string
}

/** A device's clock may be up to ten minutes off when its codes are proved; afterwards one step from where it was. */
const SEARCH_STEPS = 20

/**
 * Checks the device's two codes, records how far its clock is off, and holds both codes, and all before them, as used.
 * Throws InvalidAuthenticationCode where they are not codes of two steps in a row, or the second was used before.
 */
export async function proveCodes(
  device: MfaDevice,
  codes: TwoCodes & { readonly nowMs: number },
  store: Writer,
): Promise<void> {
  const seed = decodeBase32(device.seed.reveal())
  if (seed === undefined) throw new Error(`The seed of ${device.serialNumber} is not base32`)
  const center = stepAt(codes.nowMs)
  const pair = [codes.AuthenticationCode1, codes.AuthenticationCode2] as const
  const step = matchConsecutive(seed, pair, { center, radius: SEARCH_STEPS })
  if (step === undefined) throw invalidCode('not codes of two steps in a row')
  // One step off is how long people take to type, not a clock that is wrong.
  const asExpected = Math.abs(step - center - device.clockOffsetSteps) <= 1
  const offset = asExpected ? device.clockOffsetSteps : step - center
  if (!(await store.write.mfaDevices.synchronise(device.serialNumber, offset, step)))
    throw invalidCode('code was used before')
}

const invalidCode = (reason: string): ServiceError =>
  new ServiceError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', { reason })
