/** The caller's place in the organization. */
import type { Ask } from '../../authz/ask.ts'
import type { Call } from '../../authz/authorized.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Organization } from '../../domain/entities.ts'
import type { Reader } from '../../store/store.ts'
import { notInOrganization, notManagementAccount } from './refusals.ts'

/** The organization. Throws AWSOrganizationsNotInUseException before there is one. */
export async function requireOrganization(store: Reader): Promise<Organization> {
  const organization = await store.organization.get()
  if (organization === undefined) throw notInOrganization()
  return organization
}

/** The organization, for a caller in its management account. Throws AccessDeniedException for any other. */
export async function requireManagementAccount(store: Reader, { accountId }: Caller): Promise<Organization> {
  const organization = await requireOrganization(store)
  if (organization.managementAccountId !== accountId) throw notManagementAccount()
  return organization
}

/**
 * The `authorize` of an operation on parts of the organization that only its management account may call. Any other is
 * refused before its own policies are asked: they see the tags of the part, and would tell it of them.
 */
export const managementOnly =
  <I>(asksOf: (call: Call<I>, store: Reader) => Promise<readonly Ask[]>) =>
  async (call: Call<I>, store: Reader): Promise<readonly Ask[]> => {
    await requireManagementAccount(store, call.caller)
    return asksOf(call, store)
  }
