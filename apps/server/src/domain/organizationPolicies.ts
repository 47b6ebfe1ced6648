/** Types of organization policies, and those that exist from the start. Source: Organizations user guide, "Service control policies (SCPs)", "Resource control policies (RCPs)". */

/** Types that take effect here; AWS has more. */
export const ORGANIZATION_POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const
export type OrganizationPolicyType = (typeof ORGANIZATION_POLICY_TYPES)[number]

/** Allows everything, so that SCPs filter instead of grant. Attached to the root and to every new account and unit. */
export const FULL_AWS_ACCESS = {
  id: 'p-FullAWSAccess',
  type: 'SERVICE_CONTROL_POLICY',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  awsManaged: true,
  document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
} as const

/** The id of RCPFullAWSAccess, which allows everything and cannot be detached; the schema brings it (0002Resources). */
export const RCP_FULL_AWS_ACCESS_ID = 'p-RCPFullAWSAccess'

/** What is attached to every new account and unit while policies of a type are in force. */
export const DEFAULT_POLICY_IDS: Readonly<Record<OrganizationPolicyType, string>> = {
  SERVICE_CONTROL_POLICY: FULL_AWS_ACCESS.id,
  RESOURCE_CONTROL_POLICY: RCP_FULL_AWS_ACCESS_ID,
}
