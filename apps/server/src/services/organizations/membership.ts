/** The caller's place in the organization. */
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
