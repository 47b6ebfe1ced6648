/** ListPolicyVersions: the versions of a managed policy, newest first, without their documents. */
import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { policyAsk, requirePolicy } from '../managedPolicies.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { wireVersion } from './policyOutput.ts'

const numberOf = (id: string): number => Number(id.slice(1))

export const listPolicyVersions = readOperation<ListPolicyVersionsRequest, ListPolicyVersionsResponse>({
  name: 'ListPolicyVersions',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: 'iam:ListPolicyVersions', arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller: { accountId } }, store) {
    const policy = await requirePolicy(store, { arn: input.PolicyArn, accountId, for: 'get' })
    const newestFirst = policy.versions.toSorted((a, b) => numberOf(b.id) - numberOf(a.id))
    const page = pageOf(newestFirst, listQuery(input))
    const versions = page.items.map((version) => wireVersion(version, version.id === policy.defaultVersionId))
    return { Versions: versions, ...pagingOutput(page) }
  },
})
