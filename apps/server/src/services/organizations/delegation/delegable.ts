/** Operations of the management account that member accounts can be let call. */
import type { Ask } from '../../../authz/ask.ts'
import type { Call } from '../../../authz/authorized.ts'
import { rootArn } from '../../../domain/arn.ts'
import type { Reader } from '../../../store/store.ts'
import { requireOrganization } from '../membership.ts'
import { notManagementAccount } from '../refusals.ts'
import { administersAny } from './delegatedAdministrators.ts'
import { delegationPolicy } from './delegationPolicy.ts'

/**
 * What a delegated administrator of any service may read. Source: Organizations user guide, "Delegated administrator for
 * AWS services that work with Organizations"; API reference (DescribeResourcePolicy).
 */
const READS: readonly string[] = [
  'DescribeAccount',
  'DescribeCreateAccountStatus',
  'DescribeEffectivePolicy',
  'DescribeOrganization',
  'DescribeOrganizationalUnit',
  'DescribePolicy',
  'DescribeResourcePolicy',
  'ListAccounts',
  'ListAccountsForParent',
  'ListAccountsWithInvalidEffectivePolicy',
  'ListAWSServiceAccessForOrganization',
  'ListChildren',
  'ListCreateAccountStatus',
  'ListDelegatedAdministrators',
  'ListDelegatedServicesForAccount',
  'ListEffectivePolicyValidationErrors',
  'ListOrganizationalUnitsForParent',
  'ListParents',
  'ListPolicies',
  'ListPoliciesForTarget',
  'ListRoots',
  'ListTagsForResource',
  'ListTargetsForPolicy',
]

const readsFor = (accountId: string): object => ({
  Effect: 'Allow',
  Principal: { AWS: rootArn(accountId) },
  Action: READS.map((name) => `organizations:${name}`),
  Resource: '*',
})

/** A delegation policy in storage form, which PutResourcePolicy checked. */
interface Stored {
  readonly Version?: string
  readonly Statement: object | readonly object[]
}

/**
 * The policy of the organization as a resource, as far as it can concern a member account: the delegation policy, and what
 * delegated administrators may read. Undefined where there is neither.
 */
async function policyFor(accountId: string, store: Reader): Promise<string | undefined> {
  const reads = (await administersAny(accountId, store)) ? [readsFor(accountId)] : []
  const stored = await delegationPolicy(store)
  if (stored === undefined && reads.length === 0) return undefined
  const { Statement: given = [], ...rest } =
    stored === undefined ? { Version: '2012-10-17' } : (JSON.parse(stored.facts.document) as Stored)
  return JSON.stringify({ ...rest, Statement: [given, reads].flat() })
}

/**
 * The `authorize` of an operation that the management account may call, delegated administrators where they may read, and
 * whom the organization's resource policy lets. For a member account the organization is a resource of another account:
 * its own policies must allow the call too. Observed: CloudTrail records of a member account that lists accounts
 * (stratus-red-team), `no resource-based policy allows`. Throws AccessDenied where nothing was delegated to anybody it could be.
 */
export const delegable =
  <I>(asksOf: (call: Call<I>, store: Reader) => readonly Ask[] | Promise<readonly Ask[]>) =>
  async (call: Call<I>, store: Reader): Promise<readonly Ask[]> => {
    const asks = await asksOf(call, store)
    const { managementAccountId } = await requireOrganization(store)
    if (call.caller.accountId === managementAccountId) return asks
    const resourcePolicy = await policyFor(call.caller.accountId, store)
    if (resourcePolicy === undefined) throw notManagementAccount()
    const resource = { resourceAccount: managementAccountId, resourcePolicy, knownResourcePolicy: true } as const
    return asks.map((ask) => ({ ...ask, ...resource }))
  }
