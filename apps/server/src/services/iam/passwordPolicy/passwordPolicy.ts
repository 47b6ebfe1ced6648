/** The account's password policy as the store holds it. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { passwordPolicyId } from '../../../domain/credentialIds.ts'
import type { Reader } from '../../../store/store.ts'

/** The policy that UpdateAccountPasswordPolicy set; undefined where the account has AWS's default. */
export const findPasswordPolicy = (
  store: Reader,
  accountId: string,
): Promise<AccountResource<'passwordPolicy'> | undefined> =>
  store.resources.byId('passwordPolicy', passwordPolicyId(accountId))
