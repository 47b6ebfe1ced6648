/** Parts of the organization by id: their ARNs, and asks about them. Source: Service Authorization Reference, "AWS Organizations". */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import { PARTITION } from '../../domain/arn.ts'
import type { Organization, Tag } from '../../domain/entities.ts'
import { FULL_AWS_ACCESS, type OrganizationPolicyType } from '../../domain/organizationPolicies.ts'
import type { OrganizationPolicy } from '../../store/organization.ts'
import type { Reader } from '../../store/store.ts'
import { requireOrganization } from './membership.ts'

const arn = (accountId: string, resource: string): string => `arn:${PARTITION}:organizations::${accountId}:${resource}`

/** What a root, unit, account or resource policy is called in ARNs. */
function nounOf(partId: string): 'root' | 'ou' | 'account' | 'resourcepolicy' {
  if (partId.startsWith('r-')) return 'root'
  if (partId.startsWith('rp-')) return 'resourcepolicy'
  return partId.startsWith('ou-') ? 'ou' : 'account'
}

/** The ARN of a root, unit, account or resource policy. */
export const partArn = ({ id, managementAccountId }: Organization, partId: string): string =>
  arn(managementAccountId, `${nounOf(partId)}/${id}/${partId}`)

/** The ARN of a policy; AWS's own belong to the account `aws` and to no organization. */
export function organizationPolicyArn(
  { id, managementAccountId }: Organization,
  policy: Pick<OrganizationPolicy, 'id' | 'type' | 'awsManaged'>,
): string {
  const type = policy.type.toLowerCase()
  return policy.awsManaged
    ? arn('aws', `policy/${type}/${policy.id}`)
    : arn(managementAccountId, `policy/${id}/${type}/${policy.id}`)
}

/** `organizations:PolicyType` */
export const policyTypeKey = (value: string): ContextEntry => ({ key: 'organizations:PolicyType', value })

/** `organizations:ServicePrincipal` */
export const servicePrincipalKey = (value: string): ContextEntry => ({ key: 'organizations:ServicePrincipal', value })

/** `aws:ResourceTag/<key>` for the tags a part has. */
const resourceTags = (tags: readonly Tag[]): readonly ContextEntry[] =>
  tags.map(({ key, value }) => ({ key: `aws:ResourceTag/${key}`, value }))

/** What is asked: `CreateOrganizationalUnit`, and the keys that the operation supplies. */
export interface Question {
  readonly action: string
  readonly context?: readonly ContextEntry[]
}

/** An ask about a root, unit, account or resource policy, whether or not it exists. */
export async function partAsk({ action, context = [] }: Question, partId: string, store: Reader): Promise<Ask> {
  const organization = await requireOrganization(store)
  return {
    action: `organizations:${action}`,
    resource: partArn(organization, partId),
    context: [...resourceTags(await store.organization.tags(partId)), ...context],
  }
}

/** An ask about a policy; one that does not exist is asked about as a service control policy. */
export async function policyAsk({ action, context = [] }: Question, policyId: string, store: Reader): Promise<Ask> {
  const organization = await requireOrganization(store)
  const policy = await store.organization.policy(policyId)
  const { type, awsManaged } = policy ?? { type: FULL_AWS_ACCESS.type, awsManaged: false }
  return {
    action: `organizations:${action}`,
    resource: organizationPolicyArn(organization, { id: policyId, type, awsManaged }),
    context: [policyTypeKey(type), ...resourceTags(await store.organization.tags(policyId)), ...context],
  }
}

/** An ask about a policy of a type, or another part, that is yet to be made. */
export async function newPartAsk(
  { action, context = [] }: Question,
  kind: 'ou' | 'account' | 'resourcepolicy' | OrganizationPolicyType,
  store: Reader,
): Promise<Ask> {
  const { id, managementAccountId } = await requireOrganization(store)
  const isPolicy = kind === 'SERVICE_CONTROL_POLICY' || kind === 'RESOURCE_CONTROL_POLICY'
  const place = isPolicy ? `policy/${id}/${kind.toLowerCase()}/*` : `${kind}/${id}/*`
  return { action: `organizations:${action}`, resource: arn(managementAccountId, place), context }
}
