/** ListPolicies: the account's own managed policies and AWS's. */
import type { ManagedPolicy } from '../../../domain/entities.ts'
import { awsManagedPolicies } from '../../../domain/managedPolicies/index.ts'
import type { ListPoliciesRequest, ListPoliciesResponse, Policy } from '../../../protocol/types/iam.generated.ts'
import type { ListQuery, Page, Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { listedPolicy } from './policyOutput.ts'

/**
 * `OnlyAttached` and `PolicyUsageFilter` are applied to each page, so a page may hold fewer policies than asked for, or
 * none, while IsTruncated says that more follow: AWS reserves the same ("Note that IAM might return fewer ...").
 */
export const listPolicies = readOperation<ListPoliciesRequest, ListPoliciesResponse>({
  name: 'ListPolicies',

  authorize: () => [{ action: 'iam:ListPolicies', resource: '*' }],

  async run({ input, caller: { accountId } }, store) {
    const page = await policiesInScope(input, accountId, store)
    const policies: Policy[] = []
    for (const policy of page.items) policies.push(await listedPolicy(policy, accountId, store))
    return { Policies: policies.filter((policy) => isWanted(policy, input)), ...pagingOutput(page) }
  },
})

/** Positions in AWS's part of the list and in the account's. */
const AWS_PART = 'aws:'
const LOCAL_PART = 'local:'

async function policiesInScope(
  input: ListPoliciesRequest,
  accountId: string,
  store: Reader,
): Promise<Page<ManagedPolicy>> {
  const { Scope: scope = 'All' } = input
  const { after, ...query } = listQuery(input)
  const inLocalPart = after?.startsWith(LOCAL_PART) === true
  const aws = scope === 'Local' || inLocalPart ? { items: [] } : awsPage(query, after?.slice(AWS_PART.length))
  if (scope === 'AWS' || aws.next !== undefined) return aws
  const room = query.limit - aws.items.length
  // A full page of AWS's policies ends where the account's begin.
  if (room === 0) return { items: aws.items, next: LOCAL_PART }
  const position = inLocalPart ? after.slice(LOCAL_PART.length) : ''
  const local = await store.policies.list(accountId, {
    ...query,
    limit: room,
    ...(position === '' ? {} : { after: position }),
  })
  const items = [...aws.items, ...local.items]
  return local.next === undefined ? { items } : { items, next: LOCAL_PART + local.next }
}

function awsPage(query: Omit<ListQuery, 'after'>, after: string | undefined): Page<ManagedPolicy> {
  const { pathPrefix = '/' } = query
  const policies = [...awsManagedPolicies.values()].filter(({ path }) => path.startsWith(pathPrefix))
  const page = pageOf(policies, { ...query, ...(after === undefined ? {} : { after }) })
  return page.next === undefined ? page : { ...page, next: AWS_PART + page.next }
}

function isWanted(policy: Policy, { OnlyAttached, PolicyUsageFilter: usage }: ListPoliciesRequest): boolean {
  const attached = (policy.AttachmentCount ?? 0) > 0
  const bounding = (policy.PermissionsBoundaryUsageCount ?? 0) > 0
  if (usage === 'PermissionsBoundary') return bounding
  if (usage === 'PermissionsPolicy') return attached
  return OnlyAttached !== true || attached || bounding
}
