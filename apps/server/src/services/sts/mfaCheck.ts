/** The MFA members of AssumeRole and GetSessionToken. */
import type { Caller } from '../../domain/caller.ts'
import { accessDenied } from '../../domain/errors.ts'
import type { Reader } from '../../store/store.ts'
import type { Effects } from '../operation.ts'
import { verifyMfa } from './verifyMfa.ts'

/** SerialNumber and TokenCode go together. */
export interface MfaInput {
  readonly SerialNumber?: string
  readonly TokenCode?: string
}

/**
 * Proves the MFA code of a request: true when one was given and is right, false when none was given. A code is good once.
 * Throws AccessDenied in STS's sentences when only half is given, the device is not the caller's, or the code is wrong.
 */
export async function mfaProved(
  given: MfaInput & { caller: Caller },
  store: Reader,
  effects: Effects,
): Promise<boolean> {
  const { SerialNumber, TokenCode, caller } = given
  if (SerialNumber === undefined && TokenCode === undefined) return false
  if (SerialNumber === undefined || TokenCode === undefined) {
    throw accessDenied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.')
  }
  if (caller.kind !== 'user' && caller.kind !== 'root') {
    throw accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      'caller has no MFA devices',
    )
  }
  const { accountId, userId } = caller
  await verifyMfa({ serialNumber: SerialNumber, tokenCode: TokenCode, userId, accountId }, store, effects)
  return true
}
