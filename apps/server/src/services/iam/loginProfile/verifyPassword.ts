/** Signing in with a password: what the console's sign-in asks. */
import type { User } from '../../../domain/entities.ts'
import { isExpired } from '../../../domain/password/passwordRules.ts'
import type { Reader } from '../../../store/store.ts'
import { findPasswordPolicy } from '../passwordPolicy/passwordPolicy.ts'
import { findProfile } from './profileRecord.ts'
import { type PasswordEffects, type PasswordRefusal, provePassword } from './provePassword.ts'

/** Who says to be whom. */
export interface PasswordClaim {
  readonly accountId: string
  readonly userName: string
  readonly password: string
}

/**
 * `mustChange`: nothing may be done with the sign-in before the user has set a new password. `reason` is for the audit
 * record; whoever tries to sign in hears one sentence for all of them.
 */
export type PasswordVerdict =
  | { readonly accepted: true; readonly user: User; readonly mustChange: boolean }
  | { readonly accepted: false; readonly reason: PasswordRefusal | 'password expired' }

/**
 * Checks a user's password. An unknown account or user, a user without a password and a locked one take as long as a wrong
 * password. Remembers when the password was last used, and forgets wrong ones, where it is right. The caller has checked
 * that the account is not suspended. Throws Throttling as `provePassword` does.
 */
export async function verifyPassword(
  { accountId, userName, password }: PasswordClaim,
  store: Reader,
  effects: PasswordEffects,
): Promise<PasswordVerdict> {
  const user = await store.users.byName(accountId, userName)
  const profile = user === undefined ? undefined : await findProfile(store, user.id)
  const policy = (await findPasswordPolicy(store, accountId))?.facts
  const refusal = await provePassword(profile, password, effects)
  if (refusal !== undefined) return { accepted: false, reason: refusal }
  if (user === undefined || profile === undefined) throw new Error('a password was proved that nobody has')
  const nowMs = effects.clock.nowMs()
  const expired = isExpired(profile.facts.passwordSetAtMs, policy, nowMs)
  if (expired && policy?.hardExpiry === true) {
    await effects.passwords.succeed(profile.id)
    return { accepted: false, reason: 'password expired' }
  }
  await effects.passwords.succeed(profile.id, nowMs)
  return { accepted: true, user, mustChange: expired || profile.facts.resetRequired }
}
