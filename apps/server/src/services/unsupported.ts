/** Operations of AWS's models that Brevet does not serve: what to use instead. */
import { ServiceError } from '../domain/errors.ts'

const NO_OUTSIDE_PROOF =
  'this server knows access keys and MFA only; use AssumeRole or GetSessionToken with an access key'

const NO_ANALYZERS =
  'nothing is watched here; judge a policy with ValidatePolicy, CheckNoPublicAccess, CheckNoNewAccess or CheckAccessNotGranted'
const NO_PREVIEWS = 'use CheckNoPublicAccess or CheckNoNewAccess on the policy before it is written'
const NO_GENERATION = 'the audit log has every call with its caller; see `brevet audit`'

/** Access Analyzer's operations about what it found by itself, about previews, and about policies made from CloudTrail. */
const ACCESS_ANALYZER: readonly (readonly [instead: string, operations: readonly string[]])[] = [
  [
    NO_ANALYZERS,
    [
      'ApplyArchiveRule',
      'CreateAnalyzer',
      'CreateArchiveRule',
      'CreateServiceLinkedAnalyzer',
      'DeleteAnalyzer',
      'DeleteArchiveRule',
      'DeleteServiceLinkedAnalyzer',
      'GenerateFindingRecommendation',
      'GetAnalyzedResource',
      'GetAnalyzer',
      'GetArchiveRule',
      'GetFinding',
      'GetFindingRecommendation',
      'GetFindingV2',
      'GetFindingsStatistics',
      'ListAnalyzedResources',
      'ListAnalyzers',
      'ListArchiveRules',
      'ListFindings',
      'ListFindingsV2',
      'ListTagsForResource',
      'StartResourceScan',
      'TagResource',
      'UntagResource',
      'UpdateAnalyzer',
      'UpdateArchiveRule',
      'UpdateFindings',
    ],
  ],
  [NO_PREVIEWS, ['CreateAccessPreview', 'GetAccessPreview', 'ListAccessPreviewFindings', 'ListAccessPreviews']],
  [NO_GENERATION, ['CancelPolicyGeneration', 'GetGeneratedPolicy', 'ListPolicyGenerations', 'StartPolicyGeneration']],
]

const NO_ROOT_SESSIONS =
  'there are no root sessions (AssumeRoot) to switch on or off; `brevet account root-key` on the server gives and takes root keys, and AssumeRole of OrganizationAccountAccessRole reaches every member account'
const NO_IDENTITY_TOKENS =
  'there are no identity tokens (GetWebIdentityToken) to switch on or off; use AssumeRole and verify the caller with GetCallerIdentity'

/** Switches of IAM for what is not served: a switch without effect would be a lie. */
const SWITCHES = {
  DisableOrganizationsRootCredentialsManagement: NO_ROOT_SESSIONS,
  DisableOrganizationsRootSessions: NO_ROOT_SESSIONS,
  DisableOutboundWebIdentityFederation: NO_IDENTITY_TOKENS,
  EnableOrganizationsRootCredentialsManagement: NO_ROOT_SESSIONS,
  EnableOrganizationsRootSessions: NO_ROOT_SESSIONS,
  EnableOutboundWebIdentityFederation: NO_IDENTITY_TOKENS,
  GetOutboundWebIdentityFederationInfo: NO_IDENTITY_TOKENS,
  ListOrganizationsFeatures: NO_ROOT_SESSIONS,
}

const NO_MAIL =
  'no mail is sent from here, so no one-time password can prove an address; an account keeps the address that CreateAccount gave it (GetPrimaryEmail), and PutAlternateContact names others to write to'

const NO_HANDSHAKES = 'accounts join by CreateAccount, without invitations and handshakes'
const NO_TRANSFERS = 'there are no bills whose payment could be transferred'
const NO_MANAGEMENT_POLICIES =
  'only service control policies and resource control policies take effect here; DescribeEffectivePolicy shows those of an account'

/** Organizations' operations about what cannot be here. */
const ORGANIZATIONS: readonly (readonly [instead: string, operations: readonly string[]])[] = [
  [
    NO_HANDSHAKES,
    [
      'AcceptHandshake',
      'CancelHandshake',
      'DeclineHandshake',
      'DescribeHandshake',
      'InviteAccountToOrganization',
      'ListHandshakesForAccount',
      'ListHandshakesForOrganization',
    ],
  ],
  [
    NO_TRANSFERS,
    [
      'DescribeResponsibilityTransfer',
      'InviteOrganizationToTransferResponsibility',
      'ListInboundResponsibilityTransfers',
      'ListOutboundResponsibilityTransfers',
      'TerminateResponsibilityTransfer',
      'UpdateResponsibilityTransfer',
    ],
  ],
  [NO_MANAGEMENT_POLICIES, ['ListAccountsWithInvalidEffectivePolicy', 'ListEffectivePolicyValidationErrors']],
  ['there is one partition; use CreateAccount', ['CreateGovCloudAccount']],
]

/** By `<signing name>:<operation>`. Operations without an entry get the general sentence. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['sts:AssumeRoleWithSAML', NO_OUTSIDE_PROOF],
  ['sts:AssumeRoleWithWebIdentity', NO_OUTSIDE_PROOF],
  ['sts:AssumeRoot', "use AssumeRole with the member account's OrganizationAccountAccessRole"],
  ['sts:GetDelegatedAccessToken', 'use AssumeRole'],
  ['sts:GetWebIdentityToken', 'use AssumeRole and verify the caller with GetCallerIdentity'],
  ...Object.entries(SWITCHES).map(([operation, instead]): [string, string] => [`iam:${operation}`, instead]),
  ...ORGANIZATIONS.flatMap(([instead, operations]) =>
    operations.map((operation): [string, string] => [`organizations:${operation}`, instead]),
  ),
  ['account:AcceptPrimaryEmailUpdate', NO_MAIL],
  ['account:GetGovCloudAccountInformation', 'there is no GovCloud partition here, so no account is linked to one'],
  ['account:StartPrimaryEmailUpdate', NO_MAIL],
  ...ACCESS_ANALYZER.flatMap(([instead, operations]) =>
    operations.map((operation): [string, string] => [`access-analyzer:${operation}`, instead]),
  ),
])

/** 400 InvalidAction for an operation that AWS has and we do not, naming what to use. */
export function unsupported(signingName: string, operation: string): ServiceError {
  const instead = INSTEAD.get(`${signingName}:${operation}`) ?? 'see docs/coverage.md for what is'
  return new ServiceError(
    'InvalidAction',
    `The operation ${operation} is not supported by this version of Brevet: ${instead}.`,
  )
}
