/** Random calls of IAM: which operations, with what in their members. What members an operation has, the service's model says. */
import * as fc from 'fast-check'
import { metadataText } from '../../apps/server/src/federation/saml/fixtures/metadata.ts'
import {
  LEAF,
  LEAF_KEY,
  SIGNING_1,
  SIGNING_1_AGAIN,
  SIGNING_2,
} from '../../apps/server/src/services/iam/fixtures/certificates.ts'
import { readModel } from '../../apps/server/src/protocol/model.ts'
import { ACCOUNT, OTHER_ACCOUNT } from '../../apps/server/src/services/iam/testing.ts'
import { sshKey } from '../scenarios/documented/facts.ts'
import { OPERATIONS } from './operations.ts'
import { AWS_POLICIES } from './state.ts'
import type { Input } from './state.ts'

/** One call. `#3` stands for the fourth id of its kind that the server made, `right` and `wrong` for the codes of a device. */
export interface Step {
  readonly operation: string
  readonly input: Input
}

const document = (filling: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${filling}` }],
  })

const trust = (principal: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }],
  })

const PATHS = ['/', '/team/'] as const
/** Some more often than others, so that calls meet. */
const USERS = ['ann', 'ann', 'ann', 'ANN', 'bob', 'cy'] as const
const POLICIES = ['read', 'read', 'read', 'Read', 'write'] as const
const DOCUMENTS = ['a', 'b', 'c'.repeat(1_200), 'd'.repeat(3_000)].map(document)
const BAD_DOCUMENTS = ['{}', 'nothing', document('e'.repeat(7_000))]

/** Mostly one of the names, now and then one that nothing can have. */
const named = (...names: readonly string[]) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom('no blanks', 'x'.repeat(129)) },
  )

const user = named(...USERS)
const group = named('crew', 'crew', 'Crew', 'ops')
const role = named('runner', 'runner', 'Runner', 'builder', 'AWSServiceRoleForECS')
const path = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...PATHS) },
  { weight: 1, arbitrary: fc.constant('team') },
)
const ownArn = fc
  .tuple(fc.constantFrom(...PATHS, '/'), fc.constantFrom(...POLICIES))
  .map(([at, name]) => `arn:aws:iam::${ACCOUNT}:policy${at}${name}`)
const policyArn = fc.oneof(
  { weight: 12, arbitrary: ownArn },
  { weight: 3, arbitrary: fc.constantFrom(...AWS_POLICIES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`arn:aws:iam::${OTHER_ACCOUNT}:policy/read`, `arn:aws:iam::${ACCOUNT}:user/ann`),
  },
)
const anyDocument = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...DOCUMENTS) },
  { weight: 1, arbitrary: fc.constantFrom(...BAD_DOCUMENTS) },
)
const trustDocument = fc.oneof(
  { weight: 8, arbitrary: fc.constant(trust(`arn:aws:iam::${ACCOUNT}:root`)) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...PATHS), fc.constantFrom(...USERS))
      .map(([at, name]) => trust(`arn:aws:iam::${ACCOUNT}:user${at}${name}`)),
  },
  { weight: 1, arbitrary: fc.constantFrom('{', trust('x'.repeat(2_100))) },
)
const tagKey = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('team', 'Team', 'env', 'cost') },
  { weight: 1, arbitrary: fc.constant('aws:x') },
)
const issuer = fc.constantFrom('issuer.example', 'issuer.example', 'Issuer.example', 'issuer.example/realm')
const certificateName = named('web', 'web', 'Web', 'mail')
const id = fc.nat(2).map((place) => `#${place}`)

/** What may stand in a member, wherever it occurs. */
const MEMBERS: Readonly<Record<string, fc.Arbitrary<Input[string]>>> = {
  UserName: user,
  NewUserName: user,
  GroupName: group,
  NewGroupName: group,
  RoleName: role,
  PolicyName: named(...POLICIES),
  InstanceProfileName: named('box', 'box', 'Box', 'crate'),
  VirtualMFADeviceName: fc.constantFrom('phone', 'phone', 'Phone', 'token'),
  SerialNumber: fc
    .constantFrom('phone', 'phone', 'Phone', 'token')
    .map((name) => `arn:aws:iam::${ACCOUNT}:mfa/${name}`),
  AuthenticationCode1: fc.constantFrom('right', 'right', 'right', 'wrong'),
  Path: path,
  NewPath: path,
  PolicyArn: policyArn,
  PermissionsBoundary: policyArn,
  PolicyDocument: anyDocument,
  AssumeRolePolicyDocument: trustDocument,
  VersionId: fc.constantFrom('v1', 'v1', 'v2', 'v2', 'v3', 'v4', 'v9', 'first'),
  SetAsDefault: fc.boolean(),
  Tags: fc.array(fc.record({ Key: tagKey, Value: fc.constantFrom('a', 'b') }), { minLength: 1, maxLength: 3 }),
  TagKeys: fc.array(tagKey, { minLength: 1, maxLength: 3 }),
  AccessKeyId: id,
  Status: fc.constantFrom('Active', 'Inactive'),
  ServiceSpecificCredentialId: id,
  ServiceName: fc.constantFrom('codecommit.amazonaws.com', 'codecommit.amazonaws.com', 's3.amazonaws.com'),
  SSHPublicKeyId: id,
  SSHPublicKeyBody: fc.constantFrom(sshKey(1), sshKey(2), 'no key'),
  CertificateId: id,
  CertificateBody: fc.constantFrom(SIGNING_1, SIGNING_1_AGAIN, SIGNING_2, 'no certificate'),
  ServerCertificateName: certificateName,
  NewServerCertificateName: certificateName,
  PrivateKey: fc.constant(LEAF_KEY),
  Password: fc.constantFrom('Str0ng-enough!', 'lowercaseonly', 'Sh0r!', '123456'),
  PasswordResetRequired: fc.boolean(),
  MinimumPasswordLength: fc.constantFrom(6, 10),
  Url: issuer.map((url) => `https://${url}`),
  OpenIDConnectProviderArn: issuer.map((url) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${url}`),
  ClientIDList: fc.subarray(['client-1', 'client-2']),
  ClientID: fc.constantFrom('client-1', 'client-3'),
  Name: fc.constantFrom('corp', 'corp', 'Corp', 'lab'),
  SAMLProviderArn: fc
    .constantFrom('corp', 'Corp', 'lab')
    .map((name) => `arn:aws:iam::${ACCOUNT}:saml-provider/${name}`),
  SAMLMetadataDocument: fc.constant(metadataText()),
  AccountAlias: fc.constantFrom('acme', 'acme-two', 'No_Alias'),
  AWSServiceName: fc.constantFrom('ecs.amazonaws.com', 'nothing.amazonaws.com'),
  Description: fc.constantFrom('', 'a role'),
  MaxSessionDuration: fc.constantFrom(3_600, 7_200),
}

/** What may stand in a member of one operation. */
const SPECIAL: Readonly<Record<string, fc.Arbitrary<Input[string]>>> = {
  'UpdateAssumeRolePolicy.PolicyDocument': trustDocument,
  'UploadServerCertificate.CertificateBody': fc.constant(LEAF),
}

/** Members that always stand there, though AWS would do without: the caller is the administrator, who is left alone. */
const ALWAYS = new Set(['UserName', 'MinimumPasswordLength'])
const MAY_BE_ABOUT_THE_CALLER = /AccessKey$/

const { operations, shapes } = readModel('iam')

/** Calls of one operation. */
function callsOf(operation: string): fc.Arbitrary<Step> {
  const shape = shapes[operations[operation]?.input ?? '']
  const required = new Set(shape?.required ?? [])
  if (!MAY_BE_ABOUT_THE_CALLER.test(operation)) for (const member of ALWAYS) required.add(member)
  if (operation === 'CreateLoginProfile') required.add('Password')
  const members = Object.keys(shape?.members ?? {})
  const arbitraries = Object.fromEntries(
    members.flatMap((member) => {
      const arbitrary = SPECIAL[`${operation}.${member}`] ?? MEMBERS[member]
      return arbitrary === undefined ? [] : [[member, arbitrary] as const]
    }),
  )
  const withCodes = 'AuthenticationCode1' in arbitraries
  const requiredKeys = Object.keys(arbitraries).filter((member) => required.has(member))
  return fc
    .record(arbitraries, { requiredKeys })
    .map((input) => ({ operation, input: withCodes ? { ...input, AuthenticationCode2: 'second' } : input }))
}

/** What is made is what there is to do something with. */
const weightOf = (operation: string): number => (/^(Create|Attach|Put|Add|Enable)/.test(operation) ? 3 : 2)

const single = fc.oneof(
  ...[...OPERATIONS.keys()].map((operation) => ({ weight: weightOf(operation), arbitrary: callsOf(operation) })),
)

const times = (count: number, step: (index: number) => readonly Step[]): readonly Step[] =>
  Array.from({ length: count }, (_, index) => step(index)).flat()

const step = (operation: string, input: Input): Step => ({ operation, input })
const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:policy/${name}`

/** Runs of calls that reach a quota, one beyond it each. */
export const QUOTAS: readonly (readonly Step[])[] = [
  times(11, (index) => [
    step('CreateGroup', { GroupName: `g${index}` }),
    step('AddUserToGroup', { GroupName: `g${index}`, UserName: 'ann' }),
  ]),
  times(11, (index) => [
    step('CreatePolicy', { PolicyName: `p${index}`, PolicyDocument: DOCUMENTS[0] }),
    ...(['User', 'Group', 'Role'] as const).map((kind, place) =>
      step(`Attach${kind}Policy`, { [`${kind}Name`]: ['ann', 'crew', 'runner'][place], PolicyArn: arnOf(`p${index}`) }),
    ),
  ]),
  // What is attached already is attached again, at the quota too.
  times(10, (index) => [
    step('CreatePolicy', { PolicyName: `p${index}`, PolicyDocument: DOCUMENTS[0] }),
    step('AttachUserPolicy', { UserName: 'bob', PolicyArn: arnOf(`p${index}`) }),
    step('AttachUserPolicy', { UserName: 'bob', PolicyArn: arnOf('p0') }),
  ]),
  (['User', 'Group', 'Role'] as const).flatMap((kind, place) =>
    times(5, (index) => [
      step(`Put${kind}Policy`, {
        [`${kind}Name`]: ['bob', 'crew', 'runner'][place],
        PolicyName: `n${index}`,
        PolicyDocument: DOCUMENTS[3 - (place === 0 ? 1 : 0)],
      }),
    ]),
  ),
  times(6, () => [step('CreatePolicyVersion', { PolicyArn: arnOf('read'), PolicyDocument: DOCUMENTS[1] })]),
  times(9, (index) => [
    step('CreateVirtualMFADevice', { VirtualMFADeviceName: `m${index}` }),
    step('EnableMFADevice', {
      UserName: 'ann',
      SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/m${index}`,
      AuthenticationCode1: 'right',
      AuthenticationCode2: 'second',
    }),
  ]),
  // One tag, 49 more, and the one that is too many.
  [['team'], Array.from({ length: 49 }, (_, index) => `k${index}`), ['one-more']].map((keys) =>
    step('TagUser', { UserName: 'ann', Tags: keys.map((Key) => ({ Key, Value: 'v' })) }),
  ),
  times(3, () => [step('CreateAccessKey', { UserName: 'ann' })]),
  times(3, () => [
    step('CreateServiceSpecificCredential', { UserName: 'ann', ServiceName: 'codecommit.amazonaws.com' }),
  ]),
  times(6, (index) => [step('UploadSSHPublicKey', { UserName: 'ann', SSHPublicKeyBody: sshKey(index) })]),
  [SIGNING_1_AGAIN, SIGNING_2].map((CertificateBody) =>
    step('UploadSigningCertificate', { UserName: 'ann', CertificateBody }),
  ),
  times(20, (index) => [
    step('UploadServerCertificate', {
      ServerCertificateName: `s${index}`,
      CertificateBody: LEAF,
      PrivateKey: LEAF_KEY,
    }),
  ]),
]

/** Names that others have, in other letters, and things that others have. */
export const OF_OTHERS: readonly Step[] = [
  step('UploadServerCertificate', { ServerCertificateName: 'mail', CertificateBody: LEAF, PrivateKey: LEAF_KEY }),
  step('UpdateUser', { UserName: 'bob', NewUserName: 'ANN' }),
  step('UpdateUser', { UserName: 'ann', NewUserName: 'Ann' }),
  step('UpdateGroup', { GroupName: 'ops', NewGroupName: 'CREW' }),
  step('UpdateServerCertificate', { ServerCertificateName: 'mail', NewServerCertificateName: 'WEB' }),
  step('UpdateServerCertificate', { ServerCertificateName: 'mail', NewServerCertificateName: 'Mail' }),
  ...[
    step('DeleteAccessKey', { AccessKeyId: '#0' }),
    step('UpdateAccessKey', { AccessKeyId: '#0', Status: 'Inactive' }),
    step('DeleteSSHPublicKey', { SSHPublicKeyId: '#0' }),
    step('DeleteSigningCertificate', { CertificateId: '#0' }),
    step('DeleteServiceSpecificCredential', { ServiceSpecificCredentialId: '#0' }),
    step('DeactivateMFADevice', { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/phone` }),
  ].map(({ operation, input }) => step(operation, { UserName: 'bob', ...input })),
  step('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'box', RoleName: 'builder' }),
]

/** Takes away everything that `ann`, `crew`, `runner` and `read` have in the beginning, and then them. */
export const CLEARING: readonly Step[] = [
  step('DeleteAccessKey', { UserName: 'ann', AccessKeyId: '#0' }),
  step('DeleteServiceSpecificCredential', { UserName: 'ann', ServiceSpecificCredentialId: '#0' }),
  step('DeleteLoginProfile', { UserName: 'ann' }),
  step('DeleteSSHPublicKey', { UserName: 'ann', SSHPublicKeyId: '#0' }),
  step('DeleteSigningCertificate', { UserName: 'ann', CertificateId: '#0' }),
  step('DeleteServerCertificate', { ServerCertificateName: 'web' }),
  step('DeactivateMFADevice', { UserName: 'ann', SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/phone` }),
  ...(['User', 'Group', 'Role'] as const).flatMap((kind, place) => {
    const holder = { [`${kind}Name`]: ['ann', 'crew', 'runner'][place] }
    return [
      step(`Detach${kind}Policy`, { ...holder, PolicyArn: arnOf('read') }),
      step(`Delete${kind}Policy`, { ...holder, PolicyName: 'read' }),
    ]
  }),
  step('RemoveUserFromGroup', { GroupName: 'crew', UserName: 'ann' }),
  step('RemoveUserFromGroup', { GroupName: 'ops', UserName: 'ann' }),
  step('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'box', RoleName: 'runner' }),
  step('DeleteUser', { UserName: 'ann' }),
  step('DeleteGroup', { GroupName: 'crew' }),
  step('DeleteRole', { RoleName: 'runner' }),
  step('DeletePolicyVersion', { PolicyArn: arnOf('read'), VersionId: 'v2' }),
  step('DeletePolicy', { PolicyArn: arnOf('read') }),
  step('DeleteInstanceProfile', { InstanceProfileName: 'box' }),
  step('DeleteVirtualMFADevice', { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/phone` }),
  step('DeleteServiceLinkedRole', { RoleName: 'AWSServiceRoleForECS' }),
  step('DeleteOpenIDConnectProvider', {
    OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example`,
  }),
  step('DeleteSAMLProvider', { SAMLProviderArn: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` }),
]

const TAGGED = [{ Key: 'team', Value: 'a' }]

/** A little of everything. */
export const TO_BEGIN_WITH: readonly Step[] = [
  step('CreateUser', { UserName: 'ann', Tags: TAGGED }),
  step('CreateUser', { UserName: 'bob', Path: '/team/', Tags: TAGGED }),
  step('CreateGroup', { GroupName: 'crew' }),
  step('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust(`arn:aws:iam::${ACCOUNT}:root`),
    MaxSessionDuration: 7_200,
    Tags: TAGGED,
  }),
  step('UpdateRole', { RoleName: 'runner', Description: 'an hour from now on' }),
  step('CreateRole', { RoleName: 'builder', AssumeRolePolicyDocument: trust(`arn:aws:iam::${ACCOUNT}:user/ann`) }),
  step('CreatePolicy', { PolicyName: 'read', PolicyDocument: DOCUMENTS[0], Tags: TAGGED }),
  step('CreatePolicy', { PolicyName: 'write', Path: '/team/', PolicyDocument: DOCUMENTS[1] }),
  step('CreateInstanceProfile', { InstanceProfileName: 'box', Tags: TAGGED }),
  step('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone', Tags: TAGGED }),
  step('CreateGroup', { GroupName: 'ops' }),
  step('UpdateGroup', { GroupName: 'ops', NewPath: '/team/' }),
  step('AddUserToGroup', { GroupName: 'crew', UserName: 'ann' }),
  step('AddUserToGroup', { GroupName: 'ops', UserName: 'ann' }),
  step('AttachUserPolicy', { UserName: 'ann', PolicyArn: arnOf('read') }),
  step('AttachGroupPolicy', { GroupName: 'crew', PolicyArn: arnOf('read') }),
  step('AttachRolePolicy', { RoleName: 'runner', PolicyArn: arnOf('read') }),
  step('PutUserPermissionsBoundary', { UserName: 'ann', PermissionsBoundary: arnOf('read') }),
  step('PutUserPolicy', { UserName: 'ann', PolicyName: 'read', PolicyDocument: DOCUMENTS[2] }),
  step('PutGroupPolicy', { GroupName: 'crew', PolicyName: 'read', PolicyDocument: DOCUMENTS[0] }),
  step('PutRolePolicy', { RoleName: 'runner', PolicyName: 'read', PolicyDocument: DOCUMENTS[0] }),
  step('CreatePolicyVersion', { PolicyArn: arnOf('read'), PolicyDocument: DOCUMENTS[1] }),
  step('CreateAccessKey', { UserName: 'ann' }),
  step('CreateServiceSpecificCredential', { UserName: 'ann', ServiceName: 'codecommit.amazonaws.com' }),
  step('UploadSSHPublicKey', { UserName: 'ann', SSHPublicKeyBody: sshKey(1) }),
  step('UploadSigningCertificate', { UserName: 'ann', CertificateBody: SIGNING_1 }),
  step('UploadServerCertificate', {
    ServerCertificateName: 'web',
    CertificateBody: LEAF,
    PrivateKey: LEAF_KEY,
    Tags: TAGGED,
  }),
  step('CreateLoginProfile', { UserName: 'ann', Password: 'Str0ng-enough!' }),
  step('EnableMFADevice', {
    UserName: 'ann',
    SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/phone`,
    AuthenticationCode1: 'right',
    AuthenticationCode2: 'second',
  }),
  step('AddRoleToInstanceProfile', { InstanceProfileName: 'box', RoleName: 'runner' }),
  step('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' }),
  step('CreateOpenIDConnectProvider', { Url: 'https://issuer.example', Tags: TAGGED }),
  step('CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: metadataText(), Tags: TAGGED }),
]

/** Something to begin with, then calls of all kinds, among them runs that reach a quota. */
export const sequences = (maxLength: number): fc.Arbitrary<readonly Step[]> => {
  const part = fc.oneof(
    { weight: 80, arbitrary: single.map((one) => [one]) },
    { weight: 1, arbitrary: fc.constantFrom(...QUOTAS) },
    { weight: 1, arbitrary: fc.oneof(fc.constant([...CLEARING]), fc.subarray([...CLEARING])) },
  )
  return fc
    .tuple(
      fc.oneof(fc.constant([...TO_BEGIN_WITH]), fc.subarray([...TO_BEGIN_WITH])),
      fc.array(part, { maxLength, size: 'max' }),
    )
    .map(([first, rest]) => [...first, ...rest.flat()])
}
