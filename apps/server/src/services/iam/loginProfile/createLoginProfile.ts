/** CreateLoginProfile. Source: IAM API reference, CreateLoginProfile. */
import { loginProfileId } from '../../../domain/credentialIds.ts'
import { validationError } from '../../../domain/errors.ts'
import type { CreateLoginProfileRequest, CreateLoginProfileResponse } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { preparedOperation } from '../../operation.ts'
import { entityAlreadyExists } from '../entityErrors.ts'
import { askOwner } from '../user/owner.ts'
import { acceptPassword, findProfile, type LoginProfile, requireProfileUser, wireProfile } from './profileRecord.ts'

/** Gives a user a console password. */
export const createLoginProfile = preparedOperation<CreateLoginProfileRequest, CreateLoginProfileResponse>({
  name: 'CreateLoginProfile',

  authorize: (call, store) => askOwner('iam:CreateLoginProfile', call, store),

  async prepare(call, reader, effects) {
    const { Password: password, PasswordResetRequired: resetRequired = false } = call.input
    const { accountId } = call.caller
    await refuseSecond(call, reader)
    if (password === undefined) throw validationError('A login profile needs a password: Password is missing.')
    const secret = await acceptPassword({ accountId, password }, reader, effects)
    return async (store) => {
      const user = await refuseSecond(call, store)
      const nowMs = effects.clock.nowMs()
      const profile: LoginProfile = {
        kind: 'loginProfile',
        accountId,
        id: loginProfileId(user.id),
        name: user.id,
        path: '/',
        ownerId: user.id,
        createdAtMs: nowMs,
        tags: [],
        facts: { passwordSetAtMs: nowMs, resetRequired, failures: 0, lastFailedAtMs: 0 },
        secret,
      }
      await store.write.resources.create(profile)
      return { LoginProfile: wireProfile(user, profile) }
    }
  },
})

/** The user, who has no profile yet. */
async function refuseSecond(about: Parameters<typeof requireProfileUser>[0], store: Reader) {
  const user = await requireProfileUser(about, store)
  if ((await findProfile(store, user.id)) !== undefined)
    throw entityAlreadyExists(`Login Profile for user ${user.name} already exists.`)
  return user
}
