/** Looks at one attempt at a user's password: few wrong ones, and the same work for every attempt. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { lostItsTurn, mustWait } from '../../../domain/password/guessing.ts'
import type { Effects } from '../../operation.ts'
import { isPresentPassword } from './passwordRecord.ts'
import { requirePlace } from './scryptGate.ts'

/** What proving needs of the world. */
export type PasswordEffects = Pick<Effects, 'clock' | 'passwords'>

/** Why an attempt failed, for the audit record only: callers must not be told apart by it. */
export type PasswordRefusal = 'no password' | 'locked after wrong passwords' | 'wrong password'

/**
 * Undefined where `password` is the profile's present one: the caller then calls `passwords.succeed`. Every attempt
 * costs the same derivation, whether or not there is a profile and whether or not it is locked. After five wrong ones in a
 * row each further one doubles the wait, from 30 s up to an hour. Throws Throttling while too many are being looked at.
 */
export async function provePassword(
  profile: AccountResource<'loginProfile'> | undefined,
  password: string,
  { clock, passwords }: PasswordEffects,
): Promise<PasswordRefusal | undefined> {
  // An attempt that is turned away is none: otherwise a crowd at the gate would lock everybody out.
  requirePlace()
  const nowMs = clock.nowMs()
  const { failures = 0, lastFailedAtMs = 0 } = profile?.facts ?? {}
  const locked = mustWait({ count: failures, lastAtMs: lastFailedAtMs }, nowMs)
  // Counted as a failure before the password is looked at, and beside the derivation: the time that the count takes would
  // tell which users have a password.
  const [right, place] = await Promise.all([
    isPresentPassword(password, profile?.secret, passwords.cost),
    profile === undefined || locked ? 0 : passwords.fail(profile.id, nowMs),
  ])
  if (profile === undefined) return 'no password'
  if (locked || lostItsTurn(place, failures)) return 'locked after wrong passwords'
  return right ? undefined : 'wrong password'
}
