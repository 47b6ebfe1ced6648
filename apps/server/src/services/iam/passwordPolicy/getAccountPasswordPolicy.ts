/** GetAccountPasswordPolicy. Source: IAM API reference, GetAccountPasswordPolicy and PasswordPolicy. */
import type { GetAccountPasswordPolicyResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { findPasswordPolicy } from './passwordPolicy.ts'

/** The policy that was set for the account. One that has only AWS's default answers NoSuchEntity. */
export const getAccountPasswordPolicy = readOperation<object, GetAccountPasswordPolicyResponse>({
  name: 'GetAccountPasswordPolicy',

  authorize: () => ask('iam:GetAccountPasswordPolicy', '*'),

  async run({ caller }, store) {
    const policy = await findPasswordPolicy(store, caller.accountId)
    if (policy === undefined)
      throw noSuchEntity(`The Password Policy with domain name ${caller.accountId} cannot be found.`)
    const { facts } = policy
    return {
      PasswordPolicy: {
        MinimumPasswordLength: facts.minimumLength,
        RequireSymbols: facts.requireSymbols,
        RequireNumbers: facts.requireNumbers,
        RequireUppercaseCharacters: facts.requireUppercase,
        RequireLowercaseCharacters: facts.requireLowercase,
        AllowUsersToChangePassword: facts.allowUsersToChange,
        ExpirePasswords: facts.maxAgeDays !== undefined,
        ...(facts.maxAgeDays === undefined ? {} : { MaxPasswordAge: facts.maxAgeDays }),
        ...(facts.reusePrevention === undefined ? {} : { PasswordReusePrevention: facts.reusePrevention }),
        ...(facts.hardExpiry === undefined ? {} : { HardExpiry: facts.hardExpiry }),
      },
    }
  },
})
