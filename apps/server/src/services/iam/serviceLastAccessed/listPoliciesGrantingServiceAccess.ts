/** ListPoliciesGrantingServiceAccess. Source: IAM API reference, ListPoliciesGrantingServiceAccess. */
import type { PolicySource } from '@brevet/policy'
import type { PolicyHolder } from '../../../domain/entities.ts'
import type {
  ListPoliciesGrantingServiceAccessRequest,
  ListPoliciesGrantingServiceAccessResponse,
  PolicyGrantingServiceAccess,
} from '../../../protocol/types/iam.generated.ts'
import { gather, gatherGroup } from '../../../authz/gather.ts'
import { parseArn, pathAndName } from '../../../domain/arn.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { requireSource, type Source, sourceAsk } from '../simulate/policySource.ts'
import { callerOf } from '../simulate/sourcePolicies.ts'
import { grantedActions, readActions, servicesOf } from './grantedActions.ts'

/** Namespaces on one page. */
const PER_PAGE = 20

interface Granting {
  readonly services: ReadonlySet<string>
  readonly shown: PolicyGrantingServiceAccess
}

async function policiesOf(source: Source, store: Reader): Promise<readonly PolicySource[]> {
  const caller = callerOf(source)
  if (source.kind === 'group') return (await gatherGroup(source.entity, store)).identity
  return caller === undefined ? [] : (await gather(caller, store)).identity
}

const INLINE = 'inline:'

async function shownPolicy(policy: PolicySource, source: Source, store: Reader): Promise<PolicyGrantingServiceAccess> {
  if (!policy.id.startsWith(INLINE)) {
    const name = pathAndName(parseArn(policy.id)?.resource ?? '')?.name ?? ''
    return { PolicyName: name, PolicyType: 'MANAGED', PolicyArn: policy.id }
  }
  const own = policy.attachedTo === source.entity.id
  const group = own ? undefined : await store.groups.byId(policy.attachedTo ?? '')
  const holder: PolicyHolder = group ?? source.entity
  return {
    PolicyName: policy.id.slice(INLINE.length),
    PolicyType: 'INLINE',
    EntityType: group !== undefined || source.kind === 'group' ? 'GROUP' : source.kind === 'user' ? 'USER' : 'ROLE',
    EntityName: holder.name,
  }
}

async function granting(source: Source, store: Reader): Promise<readonly Granting[]> {
  const policies = await policiesOf(source, store)
  await readActions()
  const found: Granting[] = []
  for (const policy of policies)
    found.push({
      services: new Set(servicesOf(await grantedActions([policy]))),
      shown: await shownPolicy(policy, source, store),
    })
  return found
}

/** The policies of a user (its groups' too), group or role that allow something of each service. Never the boundary. */
export const listPoliciesGrantingServiceAccess = readOperation<
  ListPoliciesGrantingServiceAccessRequest,
  ListPoliciesGrantingServiceAccessResponse
>({
  name: 'ListPoliciesGrantingServiceAccess',

  async authorize({ input }, store) {
    return [await sourceAsk('iam:ListPoliciesGrantingServiceAccess', input.Arn, store)]
  },

  async run({ input, caller: { accountId } }, store) {
    const policies = await granting(await requireSource(input.Arn, accountId, store), store)
    const page = pageOf(input.ServiceNamespaces, { ...listQuery(input), limit: PER_PAGE })
    return {
      PoliciesGrantingServiceAccess: page.items.map((namespace) => ({
        ServiceNamespace: namespace,
        Policies: policies.filter(({ services }) => services.has(namespace)).map(({ shown }) => shown),
      })),
      ...pagingOutput(page),
    }
  },
})
