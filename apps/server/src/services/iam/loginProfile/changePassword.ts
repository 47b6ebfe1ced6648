/** ChangePassword. Source: IAM API reference, ChangePassword; IAM user guide, "How an IAM user changes their own password". */
import { userArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { User } from '../../../domain/entities.ts'
import { accessDenied, ServiceError } from '../../../domain/errors.ts'
import { isExpired } from '../../../domain/password/passwordRules.ts'
import type { ChangePasswordRequest } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { preparedOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { noSuch } from '../entityErrors.ts'
import { findPasswordPolicy } from '../passwordPolicy/passwordPolicy.ts'
import { askAboutUser } from '../user/userRecord.ts'
import {
  acceptPassword,
  type LoginProfile,
  passwordPolicyViolation,
  replacePassword,
  requireProfile,
} from './profileRecord.ts'
import { provePassword } from './provePassword.ts'

const ACTION = 'iam:ChangePassword'

/**
 * A user's own password, by any credential of the user; the old one must be shown. Wrong ones are counted with those of
 * signing in. Where the account's password policy has AllowUsersToChangePassword, users need no policy that says so; a
 * policy that denies it still does.
 */
export const changePassword = preparedOperation<ChangePasswordRequest, object>({
  name: 'ChangePassword',

  async authorize({ caller }, store) {
    if (caller.kind !== 'user') return ask(ACTION, caller.arn)
    const user = await store.users.byId(caller.userId)
    const asks = askAboutUser(ACTION, user ?? { accountId: caller.accountId, name: caller.userName })
    const resourcePolicy = user === undefined ? undefined : await ownPasswordPolicy(user, store)
    return resourcePolicy === undefined ? asks : asks.map((one) => ({ ...one, resourcePolicy }))
  },

  async prepare({ input, caller }, reader, effects) {
    const user = await requireSelf(caller, reader)
    const seen = await requireProfile(reader, user)
    const refusal = await provePassword(seen, input.OldPassword, effects)
    // The sentence is from memory; being locked is told in the same one.
    if (refusal !== undefined) throw accessDenied('The old password was incorrect.', refusal)
    await effects.passwords.succeed(seen.id)
    await refuseExpired(seen, reader, effects.clock.nowMs())
    const wanted = { accountId: user.accountId, password: input.NewPassword, earlier: seen.secret }
    const record = await acceptPassword(wanted, reader, effects)
    return async (store) => {
      await replacePassword(store, { user, seen, record, resetRequired: false }, effects.clock.nowMs())
      return {}
    }
  },
})

/** What AllowUsersToChangePassword means where the account has it, as a policy of the user as a resource. */
export async function ownPasswordPolicy(user: User, store: Reader): Promise<string | undefined> {
  const policy = await findPasswordPolicy(store, user.accountId)
  if (policy?.facts.allowUsersToChange !== true) return undefined
  const statement = { Effect: 'Allow', Principal: { AWS: userArn(user) }, Action: ACTION, Resource: '*' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

async function requireSelf(caller: Caller, store: Reader): Promise<User> {
  if (caller.kind !== 'user') throw new ServiceError('InvalidUserType', 'Only IAM Users can change their own password.')
  const user = await store.users.byId(caller.userId)
  if (user === undefined) throw noSuch('user', caller.userName)
  return user
}

/** HardExpiry: only an administrator can set a new password once it has expired. */
async function refuseExpired({ accountId, facts }: LoginProfile, store: Reader, nowMs: number): Promise<void> {
  const policy = (await findPasswordPolicy(store, accountId))?.facts
  if (policy?.hardExpiry === true && isExpired(facts.passwordSetAtMs, policy, nowMs))
    throw passwordPolicyViolation('The password has expired. An administrator has to set a new one.')
}
