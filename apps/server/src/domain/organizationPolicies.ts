/** Organization policies that exist from the start. Source: Organizations user guide, "Service control policies (SCPs)". */

/** Allows everything, so that SCPs filter instead of grant. Attached to the root and to every new account. */
export const FULL_AWS_ACCESS = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  awsManaged: true,
  document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
} as const
