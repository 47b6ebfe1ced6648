/** ListEntitiesForPolicy: the users, groups and roles of the account that a managed policy is attached to, or bounds. */
import type {
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { groupKind, type Holder, type HolderKind, roleKind, userKind } from '../holderKind.ts'
import { policyAsk, requirePolicy } from '../managedPolicies.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'

/** The kind of a holder by the prefix of its unique id. */
const KINDS: ReadonlyMap<string, HolderKind> = new Map<string, HolderKind>([
  ['AIDA', userKind],
  ['AGPA', groupKind],
  ['AROA', roleKind],
])

const kindOf = (id: string): HolderKind | undefined => KINDS.get(id.slice(0, 4))

/** The path prefix is applied to each page: a page may hold fewer entities than asked for while more follow, as at AWS. */
export const listEntitiesForPolicy = readOperation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse>({
  name: 'ListEntitiesForPolicy',

  async authorize({ input, caller }, store) {
    return [await policyAsk({ action: 'iam:ListEntitiesForPolicy', arn: input.PolicyArn }, caller, store)]
  },

  async run({ input, caller: { accountId } }, store) {
    const { arn } = await requirePolicy(store, { arn: input.PolicyArn, accountId, for: 'attach' })
    const ids = await usersOf({ arn, accountId, usage: input.PolicyUsageFilter }, store)
    const { EntityFilter: filter, PathPrefix: prefix = '/' } = input
    const page = pageOf(filter === undefined ? ids : ids.filter((id) => kindOf(id)?.title === filter), listQuery(input))
    const holders = (await load(page.items, store)).filter(({ path }) => path.startsWith(prefix))
    const of = (kind: HolderKind) => holders.filter(({ id }) => kindOf(id) === kind)
    return {
      PolicyGroups: of(groupKind).map(({ id, name }) => ({ GroupId: id, GroupName: name })),
      PolicyUsers: of(userKind).map(({ id, name }) => ({ UserId: id, UserName: name })),
      PolicyRoles: of(roleKind).map(({ id, name }) => ({ RoleId: id, RoleName: name })),
      ...pagingOutput(page),
    }
  },
})

interface Use {
  readonly arn: string
  readonly accountId: string
  readonly usage: ListEntitiesForPolicyRequest['PolicyUsageFilter'] | undefined
}

/** Unique ids of the entities that use the policy that way (in any way, without a filter), each once, in order. */
async function usersOf({ arn, accountId, usage }: Use, store: Reader): Promise<readonly string[]> {
  const attached = usage === 'PermissionsBoundary' ? [] : await store.policies.holders(arn, accountId, 'attached')
  const bounded = usage === 'PermissionsPolicy' ? [] : await store.policies.holders(arn, accountId, 'boundary')
  return [...new Set([...attached, ...bounded])].toSorted()
}

async function load(ids: readonly string[], store: Reader): Promise<readonly Holder[]> {
  const holders: Holder[] = []
  for (const id of ids) {
    const holder = await kindOf(id)?.reader(store).byId(id)
    if (holder !== undefined) holders.push(holder)
  }
  return holders
}
