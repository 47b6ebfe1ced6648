/** DeleteAccountPasswordPolicy. Source: IAM API reference, DeleteAccountPasswordPolicy. */
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { findPasswordPolicy } from './passwordPolicy.ts'

/** Goes back to AWS's default policy. */
export const deleteAccountPasswordPolicy = writeOperation<object, object>({
  name: 'DeleteAccountPasswordPolicy',

  authorize: () => ask('iam:DeleteAccountPasswordPolicy', '*'),

  async run({ caller }, store) {
    const policy = await findPasswordPolicy(store, caller.accountId)
    if (policy === undefined) throw noSuchEntity('The account policy with name PasswordPolicy cannot be found.')
    await store.write.resources.delete('passwordPolicy', policy.id)
    return {}
  },
})
