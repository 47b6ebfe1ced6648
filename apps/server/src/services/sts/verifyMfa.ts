/** Proves a virtual MFA device's code for STS: the caller's own device, a fresh code, few guesses. */
import { decodeBase32 } from '../../domain/base32.ts'
import type { MfaDevice } from '../../domain/entities.ts'
import { accessDenied } from '../../domain/errors.ts'
import type { ServiceError } from '../../domain/errors.ts'
import { lostItsTurn, mustWait } from '../../domain/password/guessing.ts'
import { CODE_RADIUS_STEPS, matchCode, stepAt } from '../../domain/totp.ts'
import type { Reader } from '../../store/store.ts'
import type { Effects } from '../operation.ts'

/** What a request presents, and whose device it must be. */
export interface MfaClaim {
  readonly serialNumber: string | undefined
  readonly tokenCode: string | undefined
  /** Unique id of the user, or the account id for the root user. */
  readonly userId: string
  readonly accountId: string
}

/**
 * Resolves when `tokenCode` is a code of the user's own enabled device, at most one 30 s step from now, never accepted
 * before. Consumes the code durably: of any number of calls with one code, on any process, one succeeds; it is gone too
 * where the call is refused afterwards for another reason. Source: RFC 6238 section 5.2 (no second attempt once one was
 * found valid).
 *
 * Throws AccessDenied, in STS's sentences, where one of the two parameters is missing, the device is not this user's, or
 * the code is wrong, used, or comes too soon after five or more wrong ones in a row (from then on each wrong code doubles
 * the wait, from 30 s up to an hour). The audit reason tells those cases apart; the sentence does not.
 */
export async function verifyMfa(
  claim: MfaClaim,
  store: Reader,
  { clock, mfaCodes }: Pick<Effects, 'clock' | 'mfaCodes'>,
): Promise<void> {
  const { serialNumber, tokenCode } = claim
  if (serialNumber === undefined || tokenCode === undefined)
    throw accessDenied(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
      'one of SerialNumber and TokenCode is missing',
    )
  const device = await store.mfaDevices.bySerial(serialNumber)
  if (device === undefined || device.accountId !== claim.accountId || device.userId !== claim.userId)
    throw accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      'not an enabled device of this user',
    )
  const nowMs = clock.nowMs()
  const before = await mfaCodes.failures(serialNumber)
  if (mustWait(before, nowMs)) throw invalidCode('locked after wrong codes')
  // The attempt is counted as a failure before the code is looked at, and success clears the count: so attempts that run
  // side by side have places in a row, and only the first of them may go on once the free ones are spent.
  const place = await mfaCodes.fail(serialNumber, nowMs)
  if (lostItsTurn(place, before.count)) throw invalidCode('locked after wrong codes')
  const step = matchingStep(device, tokenCode, nowMs)
  if (step === undefined) throw invalidCode('wrong code')
  if (!(await mfaCodes.accept(serialNumber, step))) throw invalidCode('code was used before')
}

/** The device's step that the code belongs to. Fails closed on a seed that cannot be read. */
function matchingStep(device: MfaDevice, tokenCode: string, nowMs: number): number | undefined {
  const seed = decodeBase32(device.seed.reveal())
  if (seed === undefined) throw new Error(`The seed of ${device.serialNumber} is not base32`)
  return matchCode(seed, tokenCode, { center: stepAt(nowMs) + device.clockOffsetSteps, radius: CODE_RADIUS_STEPS })
}

const invalidCode = (reason: string): ServiceError =>
  accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ', reason)
