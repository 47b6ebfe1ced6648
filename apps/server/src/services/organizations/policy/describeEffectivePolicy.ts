/** DescribeEffectivePolicy. Source: Organizations API reference; SERVICE_CONTROL_POLICY and RESOURCE_CONTROL_POLICY are our own. */
import type { Ask } from '../../../authz/ask.ts'
import type { Call } from '../../../authz/authorized.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { ORGANIZATION_POLICY_TYPES, type OrganizationPolicyType } from '../../../domain/organizationPolicies.ts'
import type {
  DescribeEffectivePolicyRequest,
  DescribeEffectivePolicyResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { partAsk, policyTypeKey } from '../parts.ts'
import { targetNotFound } from '../refusals.ts'

const notFound = (message: string): ServiceError => new ServiceError('EffectivePolicyNotFoundException', message)

const controlType = (type: string): OrganizationPolicyType | undefined =>
  ORGANIZATION_POLICY_TYPES.find((known) => known === type)

/** An account's own by default. */
const targetOf = ({ input, caller }: Call<DescribeEffectivePolicyRequest>): string => input.TargetId ?? caller.accountId

/**
 * The control policies that bind an account, level by level from the root: every level must allow a call, and none may deny
 * it. AWS has one merged document for its management policies; control policies do not merge.
 */
async function effective(accountId: string, type: OrganizationPolicyType, store: Reader): Promise<string> {
  const { organization } = store
  const policies =
    type === 'SERVICE_CONTROL_POLICY'
      ? await organization.serviceControlPolicies(accountId)
      : await organization.resourceControlPolicies(accountId)
  if (policies.length === 0) throw notFound('No policy binds the management account.')
  const targets = [...((await organization.ancestors(accountId)) ?? []), accountId]
  const levels = policies.map((attached, index) => ({
    TargetId: targets[index],
    Policies: attached.map(({ id, document }) => ({ Id: id, Document: JSON.parse(document) as unknown })),
  }))
  return JSON.stringify({ Levels: levels })
}

async function askOf(call: Call<DescribeEffectivePolicyRequest>, store: Reader): Promise<readonly Ask[]> {
  const context = [policyTypeKey(call.input.PolicyType)]
  return [await partAsk({ action: 'DescribeEffectivePolicy', context }, targetOf(call), store)]
}

/** The same without the tags of the account, which are the organization's. */
async function askOfOwn(call: Call<DescribeEffectivePolicyRequest>, store: Reader): Promise<readonly Ask[]> {
  const context = [policyTypeKey(call.input.PolicyType)]
  return (await askOf(call, store)).map((ask) => ({ ...ask, context }))
}

/** Any account may ask about its own management policies; control policies are for who may read the organization. */
const isOwn = (call: Call<DescribeEffectivePolicyRequest>): boolean =>
  targetOf(call) === call.caller.accountId && controlType(call.input.PolicyType) === undefined

/**
 * The control policies in force for an account, for who may read the organization; for any other type of policy throws
 * EffectivePolicyNotFoundException, as there are none. Throws the same in a sentence of ours where none binds the account,
 * and TargetNotFoundException.
 */
export const describeEffectivePolicy = readOperation<DescribeEffectivePolicyRequest, DescribeEffectivePolicyResponse>({
  name: 'DescribeEffectivePolicy',

  authorize: (call, store) => (isOwn(call) ? askOfOwn : delegable(askOf))(call, store),

  async run(call, store) {
    const TargetId = targetOf(call)
    const { PolicyType } = call.input
    if ((await store.accounts.byId(TargetId)) === undefined) throw targetNotFound()
    const type = controlType(PolicyType)
    if (type === undefined || !(await store.organization.policyTypes()).includes(type))
      throw notFound(
        'The specified policy type is not enabled. Enable that policy type on your organization root and then retry.',
      )
    return { EffectivePolicy: { PolicyContent: await effective(TargetId, type, store), PolicyType, TargetId } }
  },
})
