/** A user's login profile: how operations find it, show it, and check new passwords for it. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { loginProfileId } from '../../../domain/credentialIds.ts'
import type { User } from '../../../domain/entities.ts'
import { ServiceError, validationError } from '../../../domain/errors.ts'
import { passwordViolation } from '../../../domain/password/passwordRules.ts'
import type { Secret } from '../../../domain/secret.ts'
import type { LoginProfile as WireLoginProfile } from '../../../protocol/types/iam.generated.ts'
import type { Reader, Writer } from '../../../store/store.ts'
import type { Effects } from '../../operation.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { findPasswordPolicy } from '../passwordPolicy/passwordPolicy.ts'
import { type AboutOwner, requireOwner } from '../user/owner.ts'
import { isAmongLast, sameRecord, withPassword } from './passwordRecord.ts'

/** A login profile in the store. */
export type LoginProfile = AccountResource<'loginProfile'>

/** The user a call is about. Throws what `requireOwner` throws, and ValidationError for the root user, who has no password here. */
export async function requireProfileUser(about: AboutOwner, store: Reader): Promise<User> {
  const { user } = await requireOwner(about, store)
  if (user === undefined) throw validationError('The root user has no login profile here.')
  return user
}

/** The profile of the user with this unique id, if it has one. */
export const findProfile = (store: Reader, userId: string): Promise<LoginProfile | undefined> =>
  store.resources.byId('loginProfile', loginProfileId(userId))

/** The user's profile. Throws NoSuchEntity. */
export async function requireProfile(store: Reader, user: User): Promise<LoginProfile> {
  const profile = await findProfile(store, user.id)
  if (profile === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`)
  return profile
}

/** As answers show it. */
export const wireProfile = (user: User, profile: LoginProfile): WireLoginProfile => ({
  UserName: user.name,
  CreateDate: profile.createdAtMs,
  PasswordResetRequired: profile.facts.resetRequired,
})

/** A new password for a user, before anything is known of it. */
export interface NewPassword {
  readonly accountId: string
  readonly password: string
  /** The record of the user's passwords so far. */
  readonly earlier?: Secret | undefined
}

/**
 * The record with the new password. Throws PasswordPolicyViolation where the account's password policy, or AWS's default,
 * refuses it. Takes a fifth of a second.
 */
export async function acceptPassword(
  wanted: NewPassword,
  store: Reader,
  { random, passwords }: Pick<Effects, 'random' | 'passwords'>,
): Promise<Secret> {
  const { accountId, password, earlier } = wanted
  const account = await store.accounts.byId(accountId)
  if (account === undefined) throw new Error(`a password is set in ${accountId}, and there is no such account`)
  const policy = (await findPasswordPolicy(store, accountId))?.facts
  const violation = passwordViolation(password, policy, account)
  if (violation !== undefined) throw passwordPolicyViolation(violation)
  const reuse = policy?.reusePrevention
  if (reuse !== undefined && earlier !== undefined && (await isAmongLast(password, earlier, reuse)))
    throw passwordPolicyViolation(`Password should not be one of the last ${reuse} passwords`)
  return withPassword(password, earlier, { random, cost: passwords.cost })
}

/** 400 PasswordPolicyViolation. */
export const passwordPolicyViolation = (message: string): ServiceError =>
  new ServiceError('PasswordPolicyViolation', message)

/** 409: somebody else changed the profile while this call was looking at it. */
const profileChanged = (user: User): ServiceError =>
  new ServiceError(
    'EntityTemporarilyUnmodifiable',
    `Login Profile for User ${user.name} is being changed by another call. Try again.`,
  )

/**
 * Makes `record` the user's passwords, provided that they are still those of `seen` (what the new record was made from).
 * Throws NoSuchEntity and EntityTemporarilyUnmodifiable.
 */
export async function replacePassword(
  store: Writer,
  change: {
    readonly user: User
    readonly seen: LoginProfile
    readonly record: Secret
    readonly resetRequired: boolean
  },
  nowMs: number,
): Promise<void> {
  const { user, seen, record, resetRequired } = change
  const present = await requireProfile(store, user)
  if (!sameRecord(present.secret, seen.secret)) throw profileChanged(user)
  const { lastUsedAtMs } = present.facts
  const facts = {
    passwordSetAtMs: nowMs,
    resetRequired,
    failures: 0,
    lastFailedAtMs: 0,
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
  }
  await store.write.resources.update('loginProfile', present.id, { facts, secret: record })
}
