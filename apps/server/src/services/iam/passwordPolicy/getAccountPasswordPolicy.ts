/** GetAccountPasswordPolicy. Source: IAM API reference, GetAccountPasswordPolicy and PasswordPolicy. */
import type { GetAccountPasswordPolicyResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { findPasswordPolicy, wirePasswordPolicy } from './passwordPolicy.ts'

/** The policy that was set for the account. One that has only AWS's default answers NoSuchEntity. */
export const getAccountPasswordPolicy = readOperation<object, GetAccountPasswordPolicyResponse>({
  name: 'GetAccountPasswordPolicy',

  authorize: () => ask('iam:GetAccountPasswordPolicy', '*'),

  async run({ caller }, store) {
    const policy = await findPasswordPolicy(store, caller.accountId)
    if (policy === undefined)
      throw noSuchEntity(`The Password Policy with domain name ${caller.accountId} cannot be found.`)
    return { PasswordPolicy: wirePasswordPolicy(policy) }
  },
})
