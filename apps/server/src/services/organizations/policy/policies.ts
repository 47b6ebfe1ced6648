/** Organization policies: finding them, accepting documents, and how answers show them. */
import { parsePolicy } from '@brevet/policy'
import type { Organization } from '../../../domain/entities.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { ORGANIZATION_POLICY_TYPES, type OrganizationPolicyType } from '../../../domain/organizationPolicies.ts'
import type { PolicySummary } from '../../../protocol/types/organizations.generated.ts'
import type { OrganizationPolicy } from '../../../store/organization.ts'
import type { Reader } from '../../../store/store.ts'
import { organizationPolicyArn } from '../parts.ts'
import { constraintViolation, invalidInput, policyNotFound, targetNotFound } from '../refusals.ts'

/** Policies of one type; ours (AWS: 10,000). */
const MAX_POLICIES = 1_000

/** Throws PolicyNotFoundException. */
export async function requirePolicy(id: string, store: Reader): Promise<OrganizationPolicy> {
  const policy = await store.organization.policy(id)
  if (policy === undefined) throw policyNotFound()
  return policy
}

/**
 * The same for a change, which AWS refuses in another sentence where there is no such policy. Throws InvalidInputException
 * (sentence from memory) for AWS's own policies.
 */
export async function requireCustomerPolicy(id: string, store: Reader): Promise<OrganizationPolicy> {
  const policy = await store.organization.policy(id)
  if (policy === undefined) throw policyNotFound("We can't find a policy with the PolicyId that you specified.")
  if (policy.awsManaged) throw invalidInput("You can't modify a policy that AWS manages.", 'IMMUTABLE_POLICY')
  return policy
}

/** Throws InvalidInputException, naming it (the sentence is ours), for a type that has no effect here. */
export function requireType(type: string): OrganizationPolicyType {
  const known = ORGANIZATION_POLICY_TYPES.find((one) => one === type)
  if (known !== undefined) return known
  throw invalidInput(
    `${type} is not supported: use SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.`,
    'INVALID_ENUM_POLICY_TYPE',
  )
}

/** Throws TargetNotFoundException unless the id is the root's, or that of a unit or account. */
export async function requireTarget(id: string, { rootId }: Organization, store: Reader): Promise<void> {
  if (id !== rootId && (await store.organization.ancestors(id)) === undefined) throw targetNotFound()
}

/** Throws DuplicatePolicyException where another policy of the type has the name, and where there are too many (sentence from memory). */
export async function requireFreeName(name: string, type: OrganizationPolicyType, store: Reader): Promise<void> {
  const { items } = await store.organization.policies(type, { limit: MAX_POLICIES })
  if (items.some((policy) => policy.name === name))
    throw new ServiceError('DuplicatePolicyException', 'A policy with the specified name and type already exists.')
  if (items.length >= MAX_POLICIES)
    throw constraintViolation(
      'You have exceeded the number of policies that you can have.',
      'POLICY_NUMBER_LIMIT_EXCEEDED',
    )
}

/**
 * Throws MalformedPolicyDocumentException, or ConstraintViolationException for a text that is too long. A resource control policy
 * of one's own only denies. Source: Organizations user guide, "SCP syntax", "RCP syntax".
 */
export function checkDocument(text: string, type: OrganizationPolicyType): void {
  const result = parsePolicy(text, type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp')
  if (!result.ok && result.faults[0]?.kind === 'size')
    throw constraintViolation('You have exceeded the maximum policy size.', 'POLICY_CONTENT_LIMIT_EXCEEDED')
  const grants = result.ok && type === 'RESOURCE_CONTROL_POLICY' && result.policy.statements.some(isAllow)
  if (!result.ok || grants)
    throw new ServiceError(
      'MalformedPolicyDocumentException',
      'The provided policy document does not meet the requirements of the specified policy type.',
    )
}

const isAllow = ({ effect }: { readonly effect: 'Allow' | 'Deny' }): boolean => effect === 'Allow'

/** A policy without its text. */
export const wireSummary = (policy: OrganizationPolicy, organization: Organization): PolicySummary => ({
  Id: policy.id,
  Arn: organizationPolicyArn(organization, policy),
  Name: policy.name,
  Description: policy.description,
  Type: policy.type,
  AwsManaged: policy.awsManaged,
})
