/** The organization's resource policy: which member accounts may do what the management account may. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { ServiceError } from '../../../domain/errors.ts'
import type { Reader } from '../../../store/store.ts'

/** The name of the one there is. */
export const DELEGATION_POLICY = 'delegation'

/** The delegation policy, where there is one. */
export async function delegationPolicy(store: Reader): Promise<AccountResource<'delegationPolicy'> | undefined> {
  const organization = await store.organization.get()
  if (organization === undefined) return undefined
  return store.resources.byName('delegationPolicy', organization.managementAccountId, DELEGATION_POLICY)
}

/** The same. Throws ResourcePolicyNotFoundException. */
export async function requireDelegationPolicy(store: Reader): Promise<AccountResource<'delegationPolicy'>> {
  const policy = await delegationPolicy(store)
  if (policy !== undefined) return policy
  throw new ServiceError('ResourcePolicyNotFoundException', 'No resource-based policy found.')
}
