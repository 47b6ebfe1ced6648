/** The MFA members of AssumeRole and GetSessionToken. */
import type { Caller } from '../../domain/caller.ts'
import { accessDenied } from '../../domain/errors.ts'
import type { Reader } from '../../store/store.ts'
import type { Effects } from '../operation.ts'
import type { MfaClaim } from './verifyMfa.ts'
import { proveMfa, useUpMfa } from './verifyMfa.ts'

/** SerialNumber and TokenCode go together. */
export interface MfaInput {
  readonly SerialNumber?: string
  readonly TokenCode?: string
}

type GivenMfa = MfaInput & { readonly caller: Caller }

/**
 * Proves the MFA code of a request: true when one was given and is right, false when none was given. It stays good until
 * `mfaUsedUp`. Throws AccessDenied in STS's sentences when only half is given, the device is not the caller's, or the code is wrong.
 */
export async function mfaProved(given: GivenMfa, store: Reader, effects: Effects): Promise<boolean> {
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
  await proveMfa(claimOf(given), store, effects)
  return true
}

/**
 * Uses the MFA code of a request up, the last thing before its answer: a code is good once, and for an answer only. Throws
 * AccessDenied where another call has used it since it was proved.
 */
export async function mfaUsedUp(given: GivenMfa, store: Reader, effects: Effects): Promise<void> {
  if (given.SerialNumber !== undefined || given.TokenCode !== undefined) await useUpMfa(claimOf(given), store, effects)
}

const claimOf = ({ SerialNumber, TokenCode, caller: { accountId, userId } }: GivenMfa): MfaClaim => ({
  serialNumber: SerialNumber,
  tokenCode: TokenCode,
  userId,
  accountId,
})
