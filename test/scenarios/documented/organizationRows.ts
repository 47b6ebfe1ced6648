/** What is documented of Organizations. `{root}` and its like stand for ids that the scene has. */
import { ANOTHER_TAG, FIFTY_TAGS, SAME_TAGS } from './facts.ts'
import { each, row } from './rows.ts'
import type { Row } from './rows.ts'

const NO_ACCOUNT = '999999999999'
const NO_UNIT = 'ou-{label}-00000000'
const NO_POLICY = 'p-00000000'
const SCP = 'SERVICE_CONTROL_POLICY'
const RCP = 'RESOURCE_CONTROL_POLICY'
const DENY = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } })
const CONSTRAINT = 'ConstraintViolationException'
const INVALID = 'InvalidInputException'
const NOT_INTEGRATED = { ServicePrincipal: 'nothing.amazonaws.com' }
const SERVICE = { ServicePrincipal: 'iam.amazonaws.com' }

/** A request of every operation that breaks no rule but that its caller may not make it. */
export const REQUESTS = {
  AttachPolicy: { PolicyId: '{policy}', TargetId: '{unit}' },
  CloseAccount: { AccountId: '{account}' },
  CreateAccount: { AccountName: 'new', Email: 'new@example.com' },
  CreateOrganization: { FeatureSet: 'ALL' },
  CreateOrganizationalUnit: { ParentId: '{root}', Name: 'new' },
  CreatePolicy: { Name: 'new', Description: '', Type: SCP, Content: DENY },
  DeleteOrganization: {},
  DeleteOrganizationalUnit: { OrganizationalUnitId: '{deepest}' },
  DeletePolicy: { PolicyId: '{policy}' },
  DeleteResourcePolicy: {},
  DeregisterDelegatedAdministrator: { AccountId: '{account}', ...SERVICE },
  DescribeAccount: { AccountId: '{account}' },
  DescribeCreateAccountStatus: { CreateAccountRequestId: '{request}' },
  DescribeEffectivePolicy: { PolicyType: 'TAG_POLICY', TargetId: '{account}' },
  DescribeOrganization: {},
  DescribeOrganizationalUnit: { OrganizationalUnitId: '{unit}' },
  DescribePolicy: { PolicyId: '{policy}' },
  DescribeResourcePolicy: {},
  DetachPolicy: { PolicyId: '{attached}', TargetId: '{root}' },
  DisableAWSServiceAccess: SERVICE,
  DisablePolicyType: { RootId: '{root}', PolicyType: SCP },
  EnableAWSServiceAccess: SERVICE,
  EnableAllFeatures: {},
  EnablePolicyType: { RootId: '{root}', PolicyType: RCP },
  LeaveOrganization: {},
  ListAWSServiceAccessForOrganization: {},
  ListAccounts: {},
  ListAccountsForParent: { ParentId: '{root}' },
  ListChildren: { ParentId: '{root}', ChildType: 'ACCOUNT' },
  ListCreateAccountStatus: {},
  ListDelegatedAdministrators: {},
  ListDelegatedServicesForAccount: { AccountId: '{account}' },
  ListOrganizationalUnitsForParent: { ParentId: '{root}' },
  ListParents: { ChildId: '{account}' },
  ListPolicies: { Filter: SCP },
  ListPoliciesForTarget: { TargetId: '{root}', Filter: SCP },
  ListRoots: {},
  ListTagsForResource: { ResourceId: '{unit}' },
  ListTargetsForPolicy: { PolicyId: '{attached}' },
  MoveAccount: { AccountId: '{account}', SourceParentId: '{root}', DestinationParentId: '{unit}' },
  PutResourcePolicy: { Content: DENY },
  RegisterDelegatedAdministrator: { AccountId: '{account}', ...SERVICE },
  RemoveAccountFromOrganization: { AccountId: '{account}' },
  TagResource: { ResourceId: '{account}', Tags: ANOTHER_TAG },
  UntagResource: { ResourceId: '{unit}', TagKeys: ['key-1'] },
  UpdateOrganizationalUnit: { OrganizationalUnitId: '{unit}', Name: 'renamed' },
  UpdatePolicy: { PolicyId: '{policy}', Name: 'renamed' },
}

const GARBAGE = Buffer.from('garbage').toString('base64')

/** The same with something that cannot be. */
const invalid: readonly Row[] = Object.entries({
  AttachPolicy: { PolicyId: 'nothing' },
  CloseAccount: { AccountId: 'nothing' },
  CreateAccount: { Tags: SAME_TAGS },
  CreateOrganization: { FeatureSet: 'SOME' },
  CreateOrganizationalUnit: { Tags: SAME_TAGS },
  CreatePolicy: { Type: 'AISERVICES_OPT_OUT_POLICY' },
  DeleteOrganizationalUnit: { OrganizationalUnitId: 'nothing' },
  DeletePolicy: { PolicyId: 'p-FullAWSAccess' },
  DeregisterDelegatedAdministrator: NOT_INTEGRATED,
  DescribeAccount: { AccountId: 'nothing' },
  DescribeCreateAccountStatus: { CreateAccountRequestId: 'nothing' },
  DescribeEffectivePolicy: { PolicyType: 'NOTHING' },
  DescribeOrganizationalUnit: { OrganizationalUnitId: 'nothing' },
  DescribePolicy: { PolicyId: 'nothing' },
  DetachPolicy: { TargetId: 'nothing' },
  DisableAWSServiceAccess: NOT_INTEGRATED,
  DisablePolicyType: { RootId: 'nothing' },
  EnableAWSServiceAccess: NOT_INTEGRATED,
  EnablePolicyType: { PolicyType: 'NOTHING' },
  ListAWSServiceAccessForOrganization: { NextToken: GARBAGE },
  ListAccounts: { NextToken: GARBAGE },
  ListAccountsForParent: { NextToken: GARBAGE },
  ListChildren: { NextToken: GARBAGE },
  ListCreateAccountStatus: { NextToken: GARBAGE },
  ListDelegatedAdministrators: { NextToken: GARBAGE },
  ListDelegatedServicesForAccount: { NextToken: GARBAGE },
  ListOrganizationalUnitsForParent: { NextToken: GARBAGE },
  ListParents: { NextToken: GARBAGE },
  ListPolicies: { NextToken: GARBAGE },
  ListPoliciesForTarget: { NextToken: GARBAGE },
  ListRoots: { NextToken: GARBAGE },
  ListTagsForResource: { NextToken: GARBAGE },
  ListTargetsForPolicy: { NextToken: GARBAGE },
  MoveAccount: { DestinationParentId: 'nothing' },
  PutResourcePolicy: { Tags: SAME_TAGS },
  RegisterDelegatedAdministrator: NOT_INTEGRATED,
  RemoveAccountFromOrganization: { AccountId: 'nothing' },
  TagResource: { Tags: SAME_TAGS },
  UntagResource: { ResourceId: 'nothing' },
  UpdateOrganizationalUnit: { OrganizationalUnitId: 'nothing' },
  UpdatePolicy: { PolicyId: 'p-FullAWSAccess' },
}).map(([operation, input]) => row(operation, INVALID, { ...REQUESTS[operation as keyof typeof REQUESTS], ...input }))

/** The same about what does not exist. */
const missing: readonly Row[] = [
  ...each(
    'AccountNotFoundException',
    { AccountId: NO_ACCOUNT },
    {
      CloseAccount: {},
      DescribeAccount: {},
      DeregisterDelegatedAdministrator: SERVICE,
      ListDelegatedServicesForAccount: {},
      RegisterDelegatedAdministrator: SERVICE,
      RemoveAccountFromOrganization: {},
      MoveAccount: { SourceParentId: '{root}', DestinationParentId: '{unit}' },
    },
  ),
  ...each(
    'OrganizationalUnitNotFoundException',
    { OrganizationalUnitId: NO_UNIT },
    {
      DeleteOrganizationalUnit: {},
      DescribeOrganizationalUnit: {},
      UpdateOrganizationalUnit: { Name: 'renamed' },
    },
  ),
  ...each(
    'ParentNotFoundException',
    { ParentId: NO_UNIT },
    {
      CreateOrganizationalUnit: { Name: 'new' },
      ListAccountsForParent: {},
      ListChildren: { ChildType: 'ACCOUNT' },
      ListOrganizationalUnitsForParent: {},
    },
  ),
  ...each(
    'PolicyNotFoundException',
    { PolicyId: NO_POLICY },
    {
      AttachPolicy: { TargetId: '{unit}' },
      DetachPolicy: { TargetId: '{unit}' },
      DeletePolicy: {},
      DescribePolicy: {},
      ListTargetsForPolicy: {},
      UpdatePolicy: { Name: 'renamed' },
    },
  ),
  ...each(
    'TargetNotFoundException',
    { TargetId: NO_ACCOUNT, ResourceId: NO_ACCOUNT },
    {
      ListTagsForResource: {},
      TagResource: { Tags: ANOTHER_TAG },
      UntagResource: { TagKeys: ['a'] },
      AttachPolicy: { PolicyId: '{policy}' },
      DetachPolicy: { PolicyId: '{policy}' },
      ListPoliciesForTarget: { Filter: SCP },
      DescribeEffectivePolicy: { PolicyType: 'TAG_POLICY' },
    },
  ),
  ...each(
    'RootNotFoundException',
    { RootId: 'r-none' },
    {
      DisablePolicyType: { PolicyType: SCP },
      EnablePolicyType: { PolicyType: RCP },
    },
  ),
  ...each('ResourcePolicyNotFoundException', {}, { DeleteResourcePolicy: {}, DescribeResourcePolicy: {} }),
  ...each(
    'AccountNotRegisteredException',
    { AccountId: '{other}', ...SERVICE },
    {
      DeregisterDelegatedAdministrator: {},
      ListDelegatedServicesForAccount: {},
    },
  ),
  row('DescribeCreateAccountStatus', 'CreateAccountStatusNotFoundException', {
    CreateAccountRequestId: 'car-00000000',
  }),
  row('ListParents', 'ChildNotFoundException', { ChildId: NO_ACCOUNT }),
  row('MoveAccount', 'AccountNotFoundException', {
    AccountId: '{account}',
    SourceParentId: '{unit}',
    DestinationParentId: '{root}',
  }),
  row('MoveAccount', 'SourceParentNotFoundException', {
    AccountId: '{account}',
    SourceParentId: NO_UNIT,
    DestinationParentId: '{root}',
  }),
  row('MoveAccount', 'DestinationParentNotFoundException', {
    AccountId: '{account}',
    SourceParentId: '{root}',
    DestinationParentId: NO_UNIT,
  }),
  row('DetachPolicy', 'PolicyNotAttachedException', { PolicyId: '{policy}', TargetId: '{unit}' }),
  row('DescribeEffectivePolicy', 'EffectivePolicyNotFoundException', {
    PolicyType: 'TAG_POLICY',
    TargetId: '{account}',
  }),
]

/** What stands in the way. */
const conflicts: readonly Row[] = [
  row('CloseAccount', 'AccountAlreadyClosedException', { AccountId: '{closed}' }),
  row('CloseAccount', CONSTRAINT, { AccountId: '{management}' }),
  row('CreateOrganization', 'AlreadyInOrganizationException', { FeatureSet: 'ALL' }),
  row('DeleteOrganization', 'OrganizationNotEmptyException', {}),
  row('EnableAllFeatures', 'HandshakeConstraintViolationException', {}),
  row('LeaveOrganization', 'MasterCannotLeaveOrganizationException', {}),
  row('RemoveAccountFromOrganization', 'MasterCannotLeaveOrganizationException', { AccountId: '{management}' }),
  row('RemoveAccountFromOrganization', CONSTRAINT, { AccountId: '{account}' }),
  row('LeaveOrganization', CONSTRAINT, {}, 'member'),
  row('CreateAccount', CONSTRAINT, {
    AccountName: 'new',
    Email: 'new@example.com',
    Tags: [...FIFTY_TAGS, ...ANOTHER_TAG],
  }),
  row('PutResourcePolicy', CONSTRAINT, { Content: DENY.replace('"*"', `"${'x'.repeat(39_000)}"`) }),
  row('RegisterDelegatedAdministrator', 'AccountAlreadyRegisteredException', { AccountId: '{account}', ...SERVICE }),
  row('RegisterDelegatedAdministrator', CONSTRAINT, { AccountId: '{management}', ...SERVICE }),
  row('RegisterDelegatedAdministrator', CONSTRAINT, { AccountId: '{closed}', ...SERVICE }),
  row('DeregisterDelegatedAdministrator', CONSTRAINT, { AccountId: '{management}', ...SERVICE }),
  row('CreateOrganizationalUnit', 'DuplicateOrganizationalUnitException', { ParentId: '{root}', Name: 'UNIT' }),
  row('CreateOrganizationalUnit', CONSTRAINT, { ParentId: '{deepest}', Name: 'deeper' }),
  row('UpdateOrganizationalUnit', 'DuplicateOrganizationalUnitException', {
    OrganizationalUnitId: '{unit}',
    Name: 'second',
  }),
  row('DeleteOrganizationalUnit', 'OrganizationalUnitNotEmptyException', { OrganizationalUnitId: '{unit}' }),
  row('MoveAccount', 'DuplicateAccountException', {
    AccountId: '{account}',
    SourceParentId: '{root}',
    DestinationParentId: '{root}',
  }),
  row('AttachPolicy', 'DuplicatePolicyAttachmentException', { PolicyId: '{attached}', TargetId: '{root}' }),
  row('AttachPolicy', 'PolicyTypeNotEnabledException', { PolicyId: '{resource}', TargetId: '{root}' }),
  row('AttachPolicy', CONSTRAINT, { PolicyId: '{policy}', TargetId: '{root}' }),
  row('DetachPolicy', CONSTRAINT, { PolicyId: 'p-FullAWSAccess', TargetId: '{account}' }),
  row('DeletePolicy', 'PolicyInUseException', { PolicyId: '{attached}' }),
  row('CreatePolicy', 'DuplicatePolicyException', { Name: 'attached', Description: '', Type: SCP, Content: DENY }),
  row('CreatePolicy', 'MalformedPolicyDocumentException', { Name: 'new', Description: '', Type: SCP, Content: '{}' }),
  row('CreatePolicy', CONSTRAINT, {
    Name: 'new',
    Description: '',
    Type: SCP,
    Content: DENY.replace('"*"', `"${'x'.repeat(11_000)}"`),
  }),
  row('UpdatePolicy', 'DuplicatePolicyException', { PolicyId: '{policy}', Name: 'attached' }),
  row('UpdatePolicy', 'MalformedPolicyDocumentException', { PolicyId: '{policy}', Content: '{}' }),
  row('UpdatePolicy', CONSTRAINT, { PolicyId: '{policy}', Content: DENY.replace('"*"', `"${'x'.repeat(11_000)}"`) }),
  row('EnablePolicyType', 'PolicyTypeAlreadyEnabledException', { RootId: '{root}', PolicyType: SCP }),
  row('DisablePolicyType', 'PolicyTypeNotEnabledException', { RootId: '{root}', PolicyType: RCP }),
  row('TagResource', CONSTRAINT, { ResourceId: '{unit}', Tags: ANOTHER_TAG }),
]

/** Every row. */
export const ORGANIZATIONS: Readonly<Record<string, readonly Row[]>> = {
  'what nobody may who is not allowed to': Object.entries(REQUESTS).map(([operation, input]) =>
    row(operation, 'AccessDeniedException', input, 'bob'),
  ),
  'what cannot be': invalid,
  'what is not there': missing,
  'what stands in the way': conflicts,
}
