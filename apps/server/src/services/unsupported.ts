/** Operations of AWS's models that Brevet does not serve: what to use instead. */
import { ServiceError } from '../domain/errors.ts'

const NO_OUTSIDE_PROOF =
  'this server knows access keys and MFA only; use AssumeRole or GetSessionToken with an access key'

/** By `<signing name>:<operation>`. Operations without an entry get the general sentence. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['sts:AssumeRoleWithSAML', NO_OUTSIDE_PROOF],
  ['sts:AssumeRoleWithWebIdentity', NO_OUTSIDE_PROOF],
  ['sts:AssumeRoot', "use AssumeRole with the member account's OrganizationAccountAccessRole"],
  ['sts:GetDelegatedAccessToken', 'use AssumeRole'],
  ['sts:GetWebIdentityToken', 'use AssumeRole and verify the caller with GetCallerIdentity'],
  ['iam:CreateLoginProfile', 'there is no console password; use CreateAccessKey'],
  ['iam:CreateInstanceProfile', 'use AssumeRole with the access key of a user'],
  ['organizations:CreateOrganization', 'the organization exists from the first start; see DescribeOrganization'],
  ['organizations:InviteAccountToOrganization', 'use CreateAccount'],
])

/** 400 InvalidAction for an operation that AWS has and we do not, naming what to use. */
export function unsupported(signingName: string, operation: string): ServiceError {
  const instead = INSTEAD.get(`${signingName}:${operation}`) ?? 'see docs/coverage.md for what is'
  return new ServiceError(
    'InvalidAction',
    `The operation ${operation} is not supported by this version of Brevet: ${instead}.`,
  )
}
