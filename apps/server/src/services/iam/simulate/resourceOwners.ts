/** What follows from who owns a simulated resource, as in real calls: control policies and condition keys of that account. */
import type { PolicySource } from '@brevet/policy'
import { organizationKeys } from '../../../authz/context.ts'
import { resourceControlPoliciesOf } from '../../../authz/gather.ts'
import { roleArn } from '../../../domain/arn.ts'
import { isServiceLinkedArn } from '../../../domain/serviceLinkedRoles.ts'
import type { Reader } from '../../../store/store.ts'
import type { Source } from './policySource.ts'
import type { Keys } from './simulation.ts'

/** Levels of resource control policies where there are none. */
export const UNCONTROLLED: readonly (readonly PolicySource[])[] = []

/** An account that owns simulated resources. */
export interface ResourceOwner {
  /** Resource control policies by level, for the actions that they reach. */
  readonly rcp: readonly (readonly PolicySource[])[]
  readonly keys: Keys
}

/**
 * The owners among `accountIds` that the account of the source may know of: itself, and for the management account all.
 * Simulating as often as it likes, any other could read off what binds its neighbours and where they are. Resource control
 * policies bind no service-linked role.
 */
export async function resourceOwners(
  source: Source,
  accountIds: readonly string[],
  store: Reader,
): Promise<ReadonlyMap<string, ResourceOwner>> {
  const exempt = source.kind === 'role' && isServiceLinkedArn(roleArn(source.entity))
  const owners = new Map<string, ResourceOwner>()
  const { accountId } = source.entity
  const knowsAll = (await store.organization.get())?.managementAccountId === accountId
  for (const id of new Set(accountIds)) {
    if (id !== accountId && !knowsAll) continue
    const rcp = exempt ? UNCONTROLLED : await resourceControlPoliciesOf(id, store)
    owners.set(id, { rcp, keys: await organizationKeys('Resource', id, store) })
  }
  return owners
}
