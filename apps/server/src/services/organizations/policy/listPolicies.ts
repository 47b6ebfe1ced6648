/** DescribePolicy, ListPolicies, ListPoliciesForTarget and ListTargetsForPolicy. Source: Organizations API reference. */
import type { Organization } from '../../../domain/entities.ts'
import type {
  DescribePolicyRequest,
  DescribePolicyResponse,
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
  PolicyTargetSummary,
} from '../../../protocol/types/organizations.generated.ts'
import type { OrganizationPolicy } from '../../../store/organization.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { listQuery, nextToken, pageOf } from '../paging.ts'
import { partArn, partAsk, policyAsk, policyTypeKey } from '../parts.ts'
import { requirePolicy, requireTarget, requireType, wireSummary } from './policies.ts'

/** One policy with its text. Throws PolicyNotFoundException. */
export const describePolicy = readOperation<DescribePolicyRequest, DescribePolicyResponse>({
  name: 'DescribePolicy',

  authorize: delegable(async ({ input }, store) => [
    await policyAsk({ action: 'DescribePolicy' }, input.PolicyId, store),
  ]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const policy = await requirePolicy(input.PolicyId, store)
    return { Policy: { PolicySummary: wireSummary(policy, organization), Content: policy.document } }
  },
})

/** Policies of one type, by name. */
export const listPolicies = readOperation<ListPoliciesRequest, ListPoliciesResponse>({
  name: 'ListPolicies',

  authorize: delegable(({ input }) => [
    { action: 'organizations:ListPolicies', resource: '*', context: [policyTypeKey(requireType(input.Filter))] },
  ]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const page = await store.organization.policies(requireType(input.Filter), listQuery(input))
    return { Policies: page.items.map((policy) => wireSummary(policy, organization)), ...nextToken(page) }
  },
})

/** AWS's own come first: they are attached before any other. */
const rank = ({ id, awsManaged }: OrganizationPolicy): string => `${awsManaged ? 0 : 1} ${id}`

/** Policies of one type that are attached to the target itself. Throws TargetNotFoundException. */
export const listPoliciesForTarget = readOperation<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse>({
  name: 'ListPoliciesForTarget',

  authorize: delegable(async ({ input }, store) => {
    const context = [policyTypeKey(requireType(input.Filter))]
    return [await partAsk({ action: 'ListPoliciesForTarget', context }, input.TargetId, store)]
  }),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    await requireTarget(input.TargetId, organization, store)
    const attached = await store.organization.policiesOf(input.TargetId, requireType(input.Filter))
    const ranked = attached.map((policy) => ({ id: rank(policy), policy })).sort((a, b) => (a.id < b.id ? -1 : 1))
    const page = pageOf(ranked, listQuery(input))
    return { Policies: page.items.map(({ policy }) => wireSummary(policy, organization)), ...nextToken(page) }
  },
})

/** Where a policy is attached. Throws PolicyNotFoundException. */
export const listTargetsForPolicy = readOperation<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse>({
  name: 'ListTargetsForPolicy',

  authorize: delegable(async ({ input }, store) => [
    await policyAsk({ action: 'ListTargetsForPolicy' }, input.PolicyId, store),
  ]),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    const { id } = await requirePolicy(input.PolicyId, store)
    const page = await store.organization.targetsOf(id, listQuery(input))
    return {
      Targets: await Promise.all(page.items.map((target) => wireTarget(target, organization, store))),
      ...nextToken(page),
    }
  },
})

async function wireTarget(id: string, organization: Organization, store: Reader): Promise<PolicyTargetSummary> {
  const place = { TargetId: id, Arn: partArn(organization, id) }
  if (id === organization.rootId) return { ...place, Name: 'Root', Type: 'ROOT' }
  const unit = await store.organization.unit(id)
  if (unit !== undefined) return { ...place, Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' }
  const account = await store.accounts.byId(id)
  return { ...place, ...(account === undefined ? {} : { Name: account.name }), Type: 'ACCOUNT' }
}
