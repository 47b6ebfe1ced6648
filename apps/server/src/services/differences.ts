/** Where a served operation differs from AWS's: one sentence each, shown in docs/coverage.md. */

const ONE_KEY = 'tag keys that differ only in case are one key, as the condition keys made of them are'

/** By `<signing name>:<operation>`. */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  [
    'sts:AssumeRole',
    '`ProvidedContexts` is refused: there is no context provider. `PackedPolicySize` is measured by our own rule; guardrails may limit `DurationSeconds` and ask for `SourceIdentity`',
  ],
  [
    'sts:GetSessionToken',
    'also takes `Policy` and `PolicyArns`, and answers `PackedPolicySize` when they are given; guardrails may limit `DurationSeconds` and ask for MFA',
  ],
  ['sts:GetFederationToken', 'guardrails may limit `DurationSeconds`'],
  [
    'iam:CreateAccessKey',
    'guardrails may refuse new keys (`AccessDenied`), and old ones in use (`InvalidClientTokenId`)',
  ],
  ['sts:GetAccessKeyInfo', 'also finds key ids that were chosen at the first start'],
  [
    'sts:DecodeAuthorizationMessage',
    'the message also carries the reasoning layer by layer, near misses and what would have allowed the call',
  ],
  ['iam:DeleteAccessKey', 'ends the sessions that came from the key at once'],
  ['iam:UpdateAccessKey', 'deactivating ends the sessions that came from the key at once'],
  ['iam:DeleteUser', 'ends the sessions of the user at once'],
  ['iam:DeleteRole', 'ends the sessions of the role at once'],
  [
    'iam:CreateOpenIDConnectProvider',
    'nothing is fetched from the issuer: without `ThumbprintList` it stays empty; URLs that differ in case only are one provider; a port is allowed',
  ],
  [
    'iam:CreateSAMLProvider',
    'metadata is of one identity provider, without document type, entities and processing instructions, and still valid; a request is 512 KB at most; private keys are RSA of 2,048 bits at least; `Required` needs a private key',
  ],
  ['iam:UpdateSAMLProvider', 'as `CreateSAMLProvider`; what is removed goes before what is added'],
  ['iam:DeleteSAMLProvider', 'ends the sessions that came by the provider at once'],
  [
    'iam:CreateServiceLinkedRole',
    'for the services that infrastructure tools create such roles for (Auto Scaling, ECS, EKS, RDS and some eighty more), others are `InvalidInput`; the role has no permissions and no session, as the services are not here',
  ],
  [
    'iam:SetSecurityTokenServicePreferences',
    'the default is `v2Token`; the global endpoint is `sts.<domain>`, and what is issued at any other address is of version 2',
  ],
  ['iam:DeleteServiceLinkedRole', 'is done when it answers; how it went is known for a week'],
  ['iam:DeleteOpenIDConnectProvider', 'ends the sessions that came by the provider at once'],
  ['iam:EnableMFADevice', 'a user who has a device needs an MFA session to enable another for itself'],
  [
    'iam:ChangePassword',
    'wrong old passwords are counted with those of signing in: after five in a row each further one doubles a wait of 30 s, up to an hour, and even the right one is refused meanwhile; with `HardExpiry`, an expired password cannot be changed with an access key either',
  ],
  ['iam:CreateLoginProfile', '`Password` is required, and the root user has no login profile'],
  ['iam:UploadSSHPublicKey', 'the comment of a key is not kept'],
  ['iam:UploadSigningCertificate', 'RSA keys of at least 1,024 bits; expired certificates are refused'],
  ['iam:UploadServerCertificate', 'chains of at most 10 certificates, each of which must be a CA of the one before'],
  [
    'iam:CreateServiceSpecificCredential',
    'for `codecommit`, `cassandra`, `bedrock` and `logs`; the credentials are kept, and no service here takes them',
  ],
  [
    'iam:GetMFADevice',
    'without `Certifications`: passkeys and FIDO keys are registered in a console, and none is here',
  ],
  [
    'iam:GetAccountSummary',
    'quotas are those of this server; `PolicyVersionsInUse` counts the versions of customer managed policies; `GlobalEndpointTokenVersion` is 2 until it is set',
  ],
  [
    'access-analyzer:ValidatePolicy',
    'codes of our own begin with `BREVET_`; findings are in English (`locale` other than `EN` is refused); policies of buckets, access points and tables are judged as any resource policy; without a `validatePolicyResourceType`, a resource policy that can only be a trust policy is judged as one',
  ],
  [
    'access-analyzer:CheckNoNewAccess',
    'a reason also shows a request that the new policy allows and the existing one does not; what cannot be proved within its limits of steps and time is `FAIL`, and the message says so',
  ],
  [
    'access-analyzer:CheckAccessNotGranted',
    'wildcards may stand anywhere in `resources`; what cannot be proved within its limits of steps and time is `FAIL`, and the message says so',
  ],
  [
    'access-analyzer:CheckNoPublicAccess',
    'for `AWS::IAM::AssumeRolePolicyDocument`; other resource types are refused. What cannot be proved within its limits of steps and time is `FAIL`, and the message says so',
  ],
  [
    'iam:SimulateCustomPolicy',
    '`ResourcePolicy` counts for `sts:AssumeRole` too, as a trust policy; actions of all kinds may be mixed in one call; `MissingContextValues` lists only keys that statements about the action and resource need; several resources together are allowed where each of them is; 65,536 characters of policies at most; a result lists 100 statements and missing keys at most',
  ],
  [
    'iam:SimulatePrincipalPolicy',
    'as `SimulateCustomPolicy`; the trust policy of a role of the account decides about assuming it (which asks for `iam:GetRole` on that role); a role can be simulated with a `ResourcePolicy`; resource control policies of the account that owns the resource count, and so does `AllowUsersToChangePassword`; keys that follow from the principal (ARN, account, name, id, tags, organization) and from the owner of the resource are supplied (of other accounts only the management account is told these, and which resource control policies they have), those of network, time and session are not',
  ],
  ['iam:GetContextKeysForPrincipalPolicy', 'the keys of the permissions boundary are listed too'],
  ['iam:TagInstanceProfile', ONE_KEY],
  ['iam:TagMFADevice', ONE_KEY],
  ['iam:TagOpenIDConnectProvider', ONE_KEY],
  ['iam:TagPolicy', ONE_KEY],
  ['iam:TagSAMLProvider', ONE_KEY],
  ['iam:TagServerCertificate', ONE_KEY],
  ['iam:GenerateCredentialReport', 'reports are kept in memory: after a restart there is none'],
  [
    'iam:GenerateServiceLastAccessedDetails',
    'the newest reports are kept, in memory: after a restart there is none; a report is up to a minute behind, not hours',
  ],
  [
    'iam:GenerateOrganizationsAccessReport',
    'as `GenerateServiceLastAccessedDetails`; a unit stands for the accounts in it and in the units below it',
  ],
  [
    'iam:GetAccountAuthorizationDetails',
    'a page holds 300 entities or 400,000 characters of documents at most, whatever `MaxItems` says',
  ],
  [
    'brevet:GetGuardrails',
    'what is set in the account or for the organization, and what is in force; docs/guardrails.md',
  ],
  ['brevet:PutGuardrails', 'sets those that are named; in force for the next call'],
  ['brevet:DeleteGuardrails', 'takes those that are named away, or all'],
  [
    'brevet:ExplainDecision',
    'AWS has nothing like it: the reasons behind a refusal, by request id or encoded message, as `brevet explain` shows them',
  ],
  ['organizations:CreateAccount', 'is done when it answers; `IamUserAccessToBilling=DENY` is refused'],
  [
    'organizations:CreateOrganizationalUnit',
    'names under one parent are unique ignoring case; 1,000 units under one parent',
  ],
  [
    'organizations:CreatePolicy',
    'service control policies and resource control policies, 1,000 of each type; other types are refused; resource control policies take effect on `sts` actions',
  ],
  [
    'organizations:CloseAccount',
    'is done when it answers (`SUSPENDED`), and ends at once every session of the account, and every session in other accounts that came from its access keys',
  ],
  [
    'organizations:CreateOrganization',
    'the organization exists from the first start: always `AlreadyInOrganizationException`',
  ],
  [
    'organizations:EnableAllFeatures',
    'all features are enabled from the first start: always `HandshakeConstraintViolationException`',
  ],
  [
    'organizations:LeaveOrganization',
    'always refused (`ConstraintViolationException`): no account stands alone here; `CloseAccount` ends one',
  ],
  ['organizations:RemoveAccountFromOrganization', 'as `LeaveOrganization`'],
  [
    'organizations:DeleteOrganization',
    'always refused: `OrganizationNotEmptyException`, or `ConstraintViolationException` where there are no member accounts',
  ],
  [
    'organizations:DescribeEffectivePolicy',
    'also takes `SERVICE_CONTROL_POLICY` and `RESOURCE_CONTROL_POLICY`, for who may read the organization: `PolicyContent` lists the policies of each level from the root to the account, all of which must allow; other types are `EffectivePolicyNotFoundException`',
  ],
  [
    'organizations:EnableAWSServiceAccess',
    'for `access-analyzer`, `account` and `iam`, others are `InvalidInputException`; a service can have delegated administrators then, and makes no service-linked roles',
  ],
  [
    'organizations:DisableAWSServiceAccess',
    'delegated administrators of the service stay registered, and count for nothing until it has access again',
  ],
  [
    'organizations:RegisterDelegatedAdministrator',
    'for the services of `EnableAWSServiceAccess`, and as many accounts as you like; the account may read the organization, and administer what AWS Account Management serves here',
  ],
  [
    'organizations:PutResourcePolicy',
    'principals are member accounts, their users and roles; wildcards in actions must match nothing that cannot be delegated; 20,480 characters; sentences of refusals are our own',
  ],
  ['organizations:EnablePolicyType', 'service control policies are enabled from the first start'],
  [
    'account:ListRegions',
    'the regions of AWS, or those of `--regions`, which are on in every account until it switches them off; the home region is `ENABLED_BY_DEFAULT`; 50 regions are a page',
  ],
  [
    'account:EnableRegion',
    'is done when it answers: no region is ever `ENABLING`; what a region is decides about its security token service only, as there is no other service in regions',
  ],
  ['account:DisableRegion', 'as `EnableRegion`: no region is ever `DISABLING`'],
  ['account:GetContactInformation', '`ResourceNotFoundException` until the information is put: nobody signs up here'],
  ['account:PutContactInformation', 'addresses and telephone numbers are checked for their form only'],
  ['account:GetPrimaryEmail', 'the address that the account was created with'],
])
