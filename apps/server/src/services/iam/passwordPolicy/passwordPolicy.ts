/** The account's password policy as the store holds it. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { passwordPolicyId } from '../../../domain/credentialIds.ts'
import type { PasswordPolicy } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'

/** The policy that UpdateAccountPasswordPolicy set; undefined where the account has AWS's default. */
export const findPasswordPolicy = (
  store: Reader,
  accountId: string,
): Promise<AccountResource<'passwordPolicy'> | undefined> =>
  store.resources.byId('passwordPolicy', passwordPolicyId(accountId))

/** The policy as GetAccountPasswordPolicy shows it. */
export const wirePasswordPolicy = ({ facts }: AccountResource<'passwordPolicy'>): PasswordPolicy => ({
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
})
