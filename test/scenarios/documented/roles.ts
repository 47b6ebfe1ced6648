/** What is documented of roles, instance profiles, providers, managed policies and reports. */
import { metadataText } from '../../../apps/server/src/federation/saml/fixtures/metadata.ts'
import { allow, policy, trust } from '../people.ts'
import { ACCOUNT, ANOTHER_TAG, ISSUER, LINKED, long, policyNamed, PRIVATE_KEY, SAME_TAGS, SAML } from './facts.ts'
import { each, row } from './rows.ts'
import type { Row } from './rows.ts'

const NO_SUCH = 'NoSuchEntityException'
const EXISTS = 'EntityAlreadyExistsException'
const INVALID = 'InvalidInputException'
const LIMIT = 'LimitExceededException'
const CONFLICT = 'DeleteConflictException'
const MALFORMED = 'MalformedPolicyDocumentException'
const OF_A_SERVICE = 'UnmodifiableEntityException'
/** An ARN, but of nothing that the operations with ARNs take. */
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/ann`
const DEVICE_ARN = `arn:aws:iam::${ACCOUNT}:mfa/spare`
const TRUST = trust({ AWS: ACCOUNT })
const DOCUMENT = allow('s3:*')

/** Calls that change a role, beside its name. */
const CHANGES = {
  UpdateRole: { MaxSessionDuration: 7_200 },
  UpdateAssumeRolePolicy: { PolicyDocument: TRUST },
  DeleteRole: {},
  PutRolePolicy: { PolicyName: 'p', PolicyDocument: DOCUMENT },
  DeleteRolePolicy: { PolicyName: 'p' },
  AttachRolePolicy: { PolicyArn: policyNamed('p0') },
  DetachRolePolicy: { PolicyArn: policyNamed('p0') },
  PutRolePermissionsBoundary: { PermissionsBoundary: policyNamed('p0') },
  DeleteRolePermissionsBoundary: {},
  AddRoleToInstanceProfile: { InstanceProfileName: 'crate' },
}

const roles: readonly Row[] = [
  ...each(
    NO_SUCH,
    { RoleName: 'none' },
    {
      ...CHANGES,
      GetRole: {},
      UpdateRoleDescription: { Description: 'a role' },
      TagRole: { Tags: ANOTHER_TAG },
      UntagRole: { TagKeys: ['a'] },
      ListRoleTags: {},
      DeleteServiceLinkedRole: {},
      ListInstanceProfilesForRole: {},
      GetRolePolicy: { PolicyName: 'p' },
      ListRolePolicies: {},
      ListAttachedRolePolicies: {},
      RemoveRoleFromInstanceProfile: { InstanceProfileName: 'box' },
    },
  ),
  ...each(
    NO_SUCH,
    { RoleName: 'free' },
    {
      GetRolePolicy: { PolicyName: 'none' },
      DeleteRolePolicy: { PolicyName: 'none' },
      AttachRolePolicy: { PolicyArn: policyNamed('none') },
      DetachRolePolicy: { PolicyArn: policyNamed('p0') },
      PutRolePermissionsBoundary: { PermissionsBoundary: policyNamed('none') },
      DeleteServiceLinkedRole: {},
      AddRoleToInstanceProfile: { InstanceProfileName: 'none' },
      RemoveRoleFromInstanceProfile: { InstanceProfileName: 'box' },
    },
  ),
  ...each(OF_A_SERVICE, { RoleName: LINKED }, CHANGES),
  row('CreateRole', EXISTS, { RoleName: 'Runner', AssumeRolePolicyDocument: TRUST }),
  row('CreateRole', INVALID, { RoleName: 'new', AssumeRolePolicyDocument: TRUST, Tags: SAME_TAGS }),
  row('CreateRole', INVALID, {
    RoleName: 'new',
    AssumeRolePolicyDocument: TRUST,
    Path: '/aws-service-role/ecs.amazonaws.com/',
  }),
  row('CreateRole', LIMIT, {
    RoleName: 'new',
    AssumeRolePolicyDocument: trust({ AWS: Array.from({ length: 60 }, () => `arn:aws:iam::${ACCOUNT}:root`) }),
  }),
  row('CreateRole', MALFORMED, {
    RoleName: 'new',
    AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${ACCOUNT}:user/nobody` }),
  }),
  row('UpdateAssumeRolePolicy', MALFORMED, { RoleName: 'free', PolicyDocument: DOCUMENT }),
  row('UpdateAssumeRolePolicy', LIMIT, {
    RoleName: 'free',
    PolicyDocument: trust({ AWS: Array.from({ length: 60 }, () => `arn:aws:iam::${ACCOUNT}:root`) }),
  }),
  row('DeleteRole', CONFLICT, { RoleName: 'runner' }),
  row('TagRole', INVALID, { RoleName: 'free', Tags: SAME_TAGS }),
  row('TagRole', LIMIT, { RoleName: 'runner', Tags: ANOTHER_TAG }),
  row('PutRolePolicy', LIMIT, { RoleName: 'runner', PolicyName: 'more', PolicyDocument: policy(long(300)) }),
  row('PutRolePolicy', MALFORMED, { RoleName: 'free', PolicyName: 'p', PolicyDocument: TRUST }),
  row('AttachRolePolicy', LIMIT, { RoleName: 'runner', PolicyArn: policyNamed('p10') }),
  row('AttachRolePolicy', INVALID, { RoleName: 'free', PolicyArn: USER_ARN }),
  row('DetachRolePolicy', INVALID, { RoleName: 'free', PolicyArn: USER_ARN }),
  row('PutRolePermissionsBoundary', INVALID, { RoleName: 'free', PermissionsBoundary: USER_ARN }),
  row('CreateServiceLinkedRole', INVALID, { AWSServiceName: 'ecs.amazonaws.com' }),
  row('CreateServiceLinkedRole', INVALID, { AWSServiceName: 'nothing.amazonaws.com' }),
  row('GetServiceLinkedRoleDeletionStatus', INVALID, { DeletionTaskId: 'no-such-task' }),
  row('GetServiceLinkedRoleDeletionStatus', NO_SUCH, {
    DeletionTaskId: `task/aws-service-role/ecs.amazonaws.com/${LINKED}/00000000-0000-4000-8000-000000000000`,
  }),
]

const profiles: readonly Row[] = [
  ...each(
    NO_SUCH,
    { InstanceProfileName: 'none' },
    {
      GetInstanceProfile: {},
      DeleteInstanceProfile: {},
      TagInstanceProfile: { Tags: ANOTHER_TAG },
      UntagInstanceProfile: { TagKeys: ['a'] },
      ListInstanceProfileTags: {},
    },
  ),
  row('CreateInstanceProfile', EXISTS, { InstanceProfileName: 'Box' }),
  row('CreateInstanceProfile', INVALID, { InstanceProfileName: 'new', Tags: SAME_TAGS }),
  row('DeleteInstanceProfile', CONFLICT, { InstanceProfileName: 'box' }),
  row('AddRoleToInstanceProfile', LIMIT, { InstanceProfileName: 'box', RoleName: 'free' }),
  row('TagInstanceProfile', INVALID, { InstanceProfileName: 'crate', Tags: SAME_TAGS }),
  row('TagInstanceProfile', LIMIT, { InstanceProfileName: 'box', Tags: ANOTHER_TAG }),
]

/** Calls about an OpenID Connect provider, beside its ARN. */
const OF_ISSUERS = {
  GetOpenIDConnectProvider: {},
  AddClientIDToOpenIDConnectProvider: { ClientID: 'another' },
  RemoveClientIDFromOpenIDConnectProvider: { ClientID: 'another' },
  UpdateOpenIDConnectProviderThumbprint: { ThumbprintList: [] },
  TagOpenIDConnectProvider: { Tags: ANOTHER_TAG },
  UntagOpenIDConnectProvider: { TagKeys: ['a'] },
  ListOpenIDConnectProviderTags: {},
  DeleteOpenIDConnectProvider: {},
}

/** Calls about a SAML provider, beside its ARN. */
const OF_SAML = {
  GetSAMLProvider: {},
  UpdateSAMLProvider: { SAMLMetadataDocument: metadataText() },
  DeleteSAMLProvider: {},
  TagSAMLProvider: { Tags: ANOTHER_TAG },
  UntagSAMLProvider: { TagKeys: ['a'] },
  ListSAMLProviderTags: {},
}

const providers: readonly Row[] = [
  ...each(NO_SUCH, { OpenIDConnectProviderArn: `${ISSUER}/none` }, OF_ISSUERS),
  ...each(INVALID, { OpenIDConnectProviderArn: USER_ARN }, OF_ISSUERS),
  row('CreateOpenIDConnectProvider', EXISTS, { Url: 'https://Issuer.example' }),
  row('CreateOpenIDConnectProvider', INVALID, {
    Url: 'https://other.example',
    ThumbprintList: Array.from({ length: 6 }, () => 'a'.repeat(40)),
  }),
  row('CreateOpenIDConnectProvider', LIMIT, {
    Url: 'https://other.example',
    ClientIDList: Array.from({ length: 101 }, (_, index) => `c${index}`),
  }),
  row('AddClientIDToOpenIDConnectProvider', LIMIT, { OpenIDConnectProviderArn: ISSUER, ClientID: 'another' }),
  row('TagOpenIDConnectProvider', LIMIT, { OpenIDConnectProviderArn: ISSUER, Tags: ANOTHER_TAG }),
  row('TagOpenIDConnectProvider', INVALID, { OpenIDConnectProviderArn: ISSUER, Tags: SAME_TAGS }),
  ...each(NO_SUCH, { SAMLProviderArn: `${SAML}-none` }, OF_SAML),
  ...each(INVALID, { SAMLProviderArn: USER_ARN }, OF_SAML),
  row('CreateSAMLProvider', EXISTS, { Name: 'Corp', SAMLMetadataDocument: metadataText() }),
  row('CreateSAMLProvider', INVALID, { Name: 'new', SAMLMetadataDocument: 'x'.repeat(1_000) }),
  row('UpdateSAMLProvider', INVALID, { SAMLProviderArn: SAML, SAMLMetadataDocument: 'x'.repeat(1_000) }),
  row('UpdateSAMLProvider', LIMIT, { SAMLProviderArn: SAML, AddPrivateKey: PRIVATE_KEY }),
  row('TagSAMLProvider', LIMIT, { SAMLProviderArn: SAML, Tags: ANOTHER_TAG }),
  row('CreateAccountAlias', EXISTS, { AccountAlias: 'acme' }),
  row('DeleteAccountAlias', NO_SUCH, { AccountAlias: 'other' }),
]

/** Calls about a managed policy, beside its ARN. */
const OF_POLICIES = {
  GetPolicy: {},
  DeletePolicy: {},
  CreatePolicyVersion: { PolicyDocument: DOCUMENT },
  GetPolicyVersion: { VersionId: 'v1' },
  ListPolicyVersions: {},
  DeletePolicyVersion: { VersionId: 'v1' },
  SetDefaultPolicyVersion: { VersionId: 'v1' },
  TagPolicy: { Tags: ANOTHER_TAG },
  UntagPolicy: { TagKeys: ['a'] },
  ListPolicyTags: {},
  ListEntitiesForPolicy: {},
}

const policies: readonly Row[] = [
  ...each(NO_SUCH, { PolicyArn: policyNamed('none') }, OF_POLICIES),
  ...each(
    NO_SUCH,
    { PolicyArn: policyNamed('p0'), VersionId: 'v9' },
    { GetPolicyVersion: {}, DeletePolicyVersion: {}, SetDefaultPolicyVersion: {} },
  ),
  ...each(INVALID, { PolicyArn: USER_ARN }, OF_POLICIES),
  row('CreatePolicy', EXISTS, { PolicyName: 'P0', PolicyDocument: DOCUMENT }),
  row('CreatePolicy', INVALID, { PolicyName: 'new', PolicyDocument: DOCUMENT, Tags: SAME_TAGS }),
  row('CreatePolicy', LIMIT, { PolicyName: 'new', PolicyDocument: policy(long(6_100)) }),
  row('CreatePolicy', MALFORMED, { PolicyName: 'new', PolicyDocument: '{}' }),
  row('DeletePolicy', CONFLICT, { PolicyArn: policyNamed('p0') }),
  row('CreatePolicyVersion', LIMIT, { PolicyArn: policyNamed('p0'), PolicyDocument: DOCUMENT }),
  row('CreatePolicyVersion', MALFORMED, { PolicyArn: policyNamed('p1'), PolicyDocument: '{}' }),
  row('DeletePolicyVersion', CONFLICT, { PolicyArn: policyNamed('p0'), VersionId: 'v1' }),
  row('TagPolicy', LIMIT, { PolicyArn: policyNamed('p0'), Tags: ANOTHER_TAG }),
  row('TagPolicy', INVALID, { PolicyArn: policyNamed('p1'), Tags: SAME_TAGS }),
]

const SERVICES = { ServiceNamespaces: ['s3'] }
const ACTIONS = { ActionNames: ['s3:GetObject'] }
const NOBODY = `arn:aws:iam::${ACCOUNT}:user/nobody`

const questions: readonly Row[] = [
  row('GetContextKeysForCustomPolicy', INVALID, { PolicyInputList: ['{}'] }),
  row('GetContextKeysForPrincipalPolicy', INVALID, { PolicySourceArn: DEVICE_ARN }),
  row('GetContextKeysForPrincipalPolicy', NO_SUCH, { PolicySourceArn: NOBODY }),
  row('SimulateCustomPolicy', INVALID, { PolicyInputList: [DOCUMENT], ActionNames: ['no action'] }),
  row('SimulatePrincipalPolicy', INVALID, { PolicySourceArn: DEVICE_ARN, ...ACTIONS }),
  row('SimulatePrincipalPolicy', NO_SUCH, { PolicySourceArn: NOBODY, ...ACTIONS }),
  row('GenerateServiceLastAccessedDetails', INVALID, { Arn: DEVICE_ARN }),
  row('GenerateServiceLastAccessedDetails', NO_SUCH, { Arn: NOBODY }),
  row('GetServiceLastAccessedDetails', NO_SUCH, { JobId: '00000000-0000-4000-8000-000000000000' }),
  row('GetServiceLastAccessedDetailsWithEntities', NO_SUCH, {
    JobId: '00000000-0000-4000-8000-000000000000',
    ServiceNamespace: 's3',
  }),
  row('GetServiceLastAccessedDetailsWithEntities', INVALID, { JobId: '{job}', ServiceNamespace: 'nothing' }),
  row('ListPoliciesGrantingServiceAccess', INVALID, { Arn: DEVICE_ARN, ...SERVICES }),
  row('ListPoliciesGrantingServiceAccess', NO_SUCH, { Arn: NOBODY, ...SERVICES }),
  row('GetOrganizationsAccessReport', NO_SUCH, { JobId: '00000000-0000-4000-8000-000000000000' }),
  row('GetCredentialReport', 'CredentialReportNotPresentException', {}),
]

/** Roles and instance profiles. */
export const ROLES: readonly Row[] = [...roles, ...profiles]
/** Providers and the alias. */
export const PROVIDERS: readonly Row[] = providers
/** Managed policies, and what is asked about policies. */
export const POLICIES: readonly Row[] = [...policies, ...questions]
