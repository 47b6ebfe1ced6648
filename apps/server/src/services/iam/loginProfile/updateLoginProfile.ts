/** UpdateLoginProfile. Source: IAM API reference, UpdateLoginProfile. */
import type { UpdateLoginProfileRequest } from '../../../protocol/types/iam.generated.ts'
import { preparedOperation } from '../../operation.ts'
import { askUser, requireUser } from '../user/userRecord.ts'
import { acceptPassword, replacePassword, requireProfile } from './profileRecord.ts'

/**
 * Sets another password for a user, or whether the user must set one at the next sign-in. A new password forgets wrong
 * attempts at the old one. PasswordResetRequired stays as it was where the request leaves it out.
 */
export const updateLoginProfile = preparedOperation<UpdateLoginProfileRequest, object>({
  name: 'UpdateLoginProfile',

  authorize: ({ input, caller }, store) =>
    askUser('iam:UpdateLoginProfile', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async prepare({ input, caller }, reader, effects) {
    const { accountId } = caller
    const { Password: password, PasswordResetRequired } = input
    const user = await requireUser(reader, accountId, input.UserName)
    const seen = await requireProfile(reader, user)
    if (password !== undefined) {
      const record = await acceptPassword({ accountId, password, earlier: seen.secret }, reader, effects)
      const resetRequired = PasswordResetRequired ?? seen.facts.resetRequired
      return async (store) => {
        await replacePassword(store, { user, seen, record, resetRequired }, effects.clock.nowMs())
        return {}
      }
    }
    return async (store) => {
      const { id, facts } = await requireProfile(store, user)
      const resetRequired = PasswordResetRequired ?? facts.resetRequired
      await store.write.resources.update('loginProfile', id, { facts: { ...facts, resetRequired } })
      return {}
    }
  },
})
