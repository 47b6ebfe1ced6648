/** What is documented of users, groups and what they have: keys, passwords, devices, certificates. */
import {
  EXPIRED,
  LEAF,
  LEAF_KEY,
  OTHER_KEY,
  SIGNING_1,
  SIGNING_2,
  SIGNING_EXPIRED,
} from '../../../apps/server/src/services/iam/fixtures/certificates.ts'
import { allow, policy } from '../people.ts'
import { ACCOUNT, ADMIN_PASSWORD, ANOTHER_TAG, device, long, policyNamed, SAME_TAGS, sshKey } from './facts.ts'
import { each, row } from './rows.ts'
import type { Row } from './rows.ts'

const NO_SUCH = 'NoSuchEntityException'
const EXISTS = 'EntityAlreadyExistsException'
const INVALID = 'InvalidInputException'
const LIMIT = 'LimitExceededException'
const CONFLICT = 'DeleteConflictException'
const MALFORMED = 'MalformedPolicyDocumentException'
const CODES = { AuthenticationCode1: '000000', AuthenticationCode2: '000000' }
const KEY = { AccessKeyId: 'AKIAIOSFODNN7UNKNOWN' }
const SSH = { SSHPublicKeyId: 'APKAIOSFODNN7UNKNOWN' }
const CERTIFICATE = { CertificateId: 'CERTIFICATEIDTHATISUNKNOWN' }
const CREDENTIAL = { ServiceSpecificCredentialId: 'ACCAIOSFODNN7UNKNOWN' }
const PASSWORD = { Password: ADMIN_PASSWORD }
/** An ARN, but of no policy. */
const NOT_A_POLICY = `arn:aws:iam::${ACCOUNT}:user/ann`

/** What is asked of a user who does not exist. */
const nobody = each(
  NO_SUCH,
  { UserName: 'nobody' },
  {
    DeleteUser: {},
    GetUser: {},
    ListGroupsForUser: {},
    ListUserTags: {},
    TagUser: { Tags: ANOTHER_TAG },
    UntagUser: { TagKeys: ['a'] },
    UpdateUser: { NewPath: '/' },
    CreateAccessKey: {},
    DeleteAccessKey: KEY,
    ListAccessKeys: {},
    UpdateAccessKey: { ...KEY, Status: 'Active' },
    ListMFADevices: {},
    EnableMFADevice: { SerialNumber: device('spare'), ...CODES },
    DeactivateMFADevice: { SerialNumber: device('m0') },
    ResyncMFADevice: { SerialNumber: device('m0'), ...CODES },
    GetMFADevice: { SerialNumber: device('m0') },
    CreateLoginProfile: PASSWORD,
    DeleteLoginProfile: {},
    GetLoginProfile: {},
    UpdateLoginProfile: PASSWORD,
    ListSSHPublicKeys: {},
    UploadSSHPublicKey: { SSHPublicKeyBody: sshKey(9) },
    ListSigningCertificates: {},
    UploadSigningCertificate: { CertificateBody: SIGNING_2 },
    CreateServiceSpecificCredential: { ServiceName: 'codecommit.amazonaws.com' },
    ListServiceSpecificCredentials: {},
    AddUserToGroup: { GroupName: 'g0' },
    RemoveUserFromGroup: { GroupName: 'g0' },
    PutUserPolicy: { PolicyName: 'p', PolicyDocument: allow('s3:*') },
    GetUserPolicy: { PolicyName: 'p' },
    DeleteUserPolicy: { PolicyName: 'p' },
    ListUserPolicies: {},
    AttachUserPolicy: { PolicyArn: policyNamed('p0') },
    DetachUserPolicy: { PolicyArn: policyNamed('p0') },
    ListAttachedUserPolicies: {},
    PutUserPermissionsBoundary: { PermissionsBoundary: policyNamed('p0') },
    DeleteUserPermissionsBoundary: {},
  },
)

/** What a user who exists does not have. */
const without = each(
  NO_SUCH,
  { UserName: 'bob' },
  {
    DeleteAccessKey: KEY,
    UpdateAccessKey: { ...KEY, Status: 'Active' },
    EnableMFADevice: { SerialNumber: device('none'), ...CODES },
    DeactivateMFADevice: { SerialNumber: device('m0') },
    ResyncMFADevice: { SerialNumber: device('m0'), ...CODES },
    GetMFADevice: { SerialNumber: device('m0') },
    DeleteLoginProfile: {},
    GetLoginProfile: {},
    UpdateLoginProfile: PASSWORD,
    GetSSHPublicKey: { ...SSH, Encoding: 'SSH' },
    DeleteSSHPublicKey: SSH,
    UpdateSSHPublicKey: { ...SSH, Status: 'Active' },
    DeleteSigningCertificate: CERTIFICATE,
    UpdateSigningCertificate: { ...CERTIFICATE, Status: 'Active' },
    DeleteServiceSpecificCredential: CREDENTIAL,
    ResetServiceSpecificCredential: CREDENTIAL,
    UpdateServiceSpecificCredential: { ...CREDENTIAL, Status: 'Active' },
    AddUserToGroup: { GroupName: 'none' },
    RemoveUserFromGroup: { GroupName: 'none' },
    GetUserPolicy: { PolicyName: 'none' },
    DeleteUserPolicy: { PolicyName: 'none' },
    AttachUserPolicy: { PolicyArn: policyNamed('none') },
    DetachUserPolicy: { PolicyArn: policyNamed('p0') },
    PutUserPermissionsBoundary: { PermissionsBoundary: policyNamed('none') },
  },
)

const people: readonly Row[] = [
  row('CreateUser', NO_SUCH, { UserName: 'new', PermissionsBoundary: policyNamed('none') }),
  row('CreateUser', EXISTS, { UserName: 'ANN' }),
  row('CreateUser', INVALID, { UserName: 'new', Tags: SAME_TAGS }),
  row('CreateUser', INVALID, { UserName: 'new', PermissionsBoundary: NOT_A_POLICY }),
  row('UpdateUser', EXISTS, { UserName: 'bob', NewUserName: 'Ann' }),
  row('DeleteUser', CONFLICT, { UserName: 'ann' }),
  row('DeleteUser', CONFLICT, { UserName: 'bob' }),
  row('TagUser', INVALID, { UserName: 'bob', Tags: SAME_TAGS }),
  row('TagUser', INVALID, { UserName: 'bob', Tags: [{ Key: 'aws:x', Value: 'v' }] }),
  row('TagUser', LIMIT, { UserName: 'ann', Tags: ANOTHER_TAG }),
  row('CreateAccessKey', LIMIT, { UserName: 'ann' }),
  row('AddUserToGroup', LIMIT, { UserName: 'ann', GroupName: 'g10' }),
  row('PutUserPolicy', LIMIT, { UserName: 'ann', PolicyName: 'more', PolicyDocument: policy(long(300)) }),
  row('PutUserPolicy', MALFORMED, { UserName: 'bob', PolicyName: 'p', PolicyDocument: '{}' }),
  row('AttachUserPolicy', LIMIT, { UserName: 'ann', PolicyArn: policyNamed('p10') }),
  row('AttachUserPolicy', INVALID, { UserName: 'bob', PolicyArn: NOT_A_POLICY }),
  row('DetachUserPolicy', INVALID, { UserName: 'bob', PolicyArn: NOT_A_POLICY }),
  row('PutUserPermissionsBoundary', INVALID, { UserName: 'bob', PermissionsBoundary: NOT_A_POLICY }),
]

const groups: readonly Row[] = [
  ...each(
    NO_SUCH,
    { GroupName: 'none' },
    {
      DeleteGroup: {},
      GetGroup: {},
      UpdateGroup: { NewPath: '/' },
      PutGroupPolicy: { PolicyName: 'p', PolicyDocument: allow('s3:*') },
      GetGroupPolicy: { PolicyName: 'p' },
      DeleteGroupPolicy: { PolicyName: 'p' },
      ListGroupPolicies: {},
      AttachGroupPolicy: { PolicyArn: policyNamed('p0') },
      DetachGroupPolicy: { PolicyArn: policyNamed('p0') },
      ListAttachedGroupPolicies: {},
    },
  ),
  ...each(
    NO_SUCH,
    { GroupName: 'g1' },
    {
      GetGroupPolicy: { PolicyName: 'none' },
      DeleteGroupPolicy: { PolicyName: 'none' },
      AttachGroupPolicy: { PolicyArn: policyNamed('none') },
      DetachGroupPolicy: { PolicyArn: policyNamed('p0') },
    },
  ),
  row('CreateGroup', EXISTS, { GroupName: 'G0' }),
  row('UpdateGroup', EXISTS, { GroupName: 'g1', NewGroupName: 'G2' }),
  row('DeleteGroup', CONFLICT, { GroupName: 'g0' }),
  row('PutGroupPolicy', LIMIT, { GroupName: 'g0', PolicyName: 'more', PolicyDocument: policy(long(300)) }),
  row('PutGroupPolicy', MALFORMED, { GroupName: 'g1', PolicyName: 'p', PolicyDocument: 'no JSON' }),
  row('AttachGroupPolicy', LIMIT, { GroupName: 'g0', PolicyArn: policyNamed('p10') }),
  row('AttachGroupPolicy', INVALID, { GroupName: 'g1', PolicyArn: NOT_A_POLICY }),
  row('DetachGroupPolicy', INVALID, { GroupName: 'g1', PolicyArn: NOT_A_POLICY }),
]

const devices: readonly Row[] = [
  ...each(
    NO_SUCH,
    { SerialNumber: device('none') },
    {
      DeleteVirtualMFADevice: {},
      ListMFADeviceTags: {},
      TagMFADevice: { Tags: ANOTHER_TAG },
      UntagMFADevice: { TagKeys: ['a'] },
    },
  ),
  row('CreateVirtualMFADevice', EXISTS, { VirtualMFADeviceName: 'SPARE' }),
  row('CreateVirtualMFADevice', INVALID, { VirtualMFADeviceName: 'new', Tags: SAME_TAGS }),
  row('EnableMFADevice', EXISTS, { UserName: 'bob', SerialNumber: device('m0'), ...CODES }),
  row('EnableMFADevice', LIMIT, { UserName: 'ann', SerialNumber: device('spare'), ...CODES }),
  row('EnableMFADevice', 'InvalidAuthenticationCodeException', {
    UserName: 'bob',
    SerialNumber: device('spare'),
    ...CODES,
  }),
  row('ResyncMFADevice', 'InvalidAuthenticationCodeException', {
    UserName: 'ann',
    SerialNumber: device('m0'),
    ...CODES,
  }),
  row('DeleteVirtualMFADevice', CONFLICT, { SerialNumber: device('m0') }),
  row('TagMFADevice', INVALID, { SerialNumber: device('spare'), Tags: SAME_TAGS }),
  row('TagMFADevice', LIMIT, { SerialNumber: device('spare'), Tags: ANOTHER_TAG }),
]

/** Nobody sets this status: time does. `{...}` is what the scene made. */
const expired = [
  row('UpdateAccessKey', INVALID, { UserName: 'ann', AccessKeyId: '{accessKey}', Status: 'Expired' }),
  row('UpdateSSHPublicKey', INVALID, { UserName: 'ann', SSHPublicKeyId: '{sshKey}', Status: 'Expired' }),
  row('UpdateSigningCertificate', INVALID, { UserName: 'ann', CertificateId: '{certificate}', Status: 'Expired' }),
]

const passwords: readonly Row[] = [
  row('CreateLoginProfile', EXISTS, { UserName: 'ann', ...PASSWORD }),
  row('CreateLoginProfile', 'PasswordPolicyViolationException', { UserName: 'bob', Password: 'short' }),
  row('UpdateLoginProfile', 'PasswordPolicyViolationException', { UserName: 'ann', Password: 'short' }),
  row('ChangePassword', 'PasswordPolicyViolationException', { OldPassword: ADMIN_PASSWORD, NewPassword: 'short' }),
  row('ChangePassword', 'InvalidUserTypeException', { OldPassword: 'old', NewPassword: ADMIN_PASSWORD }, 'root'),
  row('ChangePassword', NO_SUCH, { OldPassword: 'old', NewPassword: ADMIN_PASSWORD }, 'bob'),
  row('GetAccountPasswordPolicy', NO_SUCH, {}),
  row('DeleteAccountPasswordPolicy', NO_SUCH, {}),
]

const certificates: readonly Row[] = [
  row('UploadSSHPublicKey', LIMIT, { UserName: 'ann', SSHPublicKeyBody: sshKey(9) }),
  row('UploadSSHPublicKey', 'DuplicateSSHPublicKeyException', { UserName: 'ann', SSHPublicKeyBody: sshKey(0) }),
  row('UploadSSHPublicKey', 'InvalidPublicKeyException', { UserName: 'bob', SSHPublicKeyBody: 'ssh-rsa AAAA' }),
  row('UploadSSHPublicKey', 'UnrecognizedPublicKeyEncodingException', { UserName: 'bob', SSHPublicKeyBody: 'hello' }),
  row('UploadSigningCertificate', LIMIT, { UserName: 'ann', CertificateBody: SIGNING_2 }),
  row('UploadSigningCertificate', 'DuplicateCertificateException', { UserName: 'bob', CertificateBody: SIGNING_1 }),
  row('UploadSigningCertificate', 'InvalidCertificateException', { UserName: 'bob', CertificateBody: SIGNING_EXPIRED }),
  row('UploadSigningCertificate', 'MalformedCertificateException', { UserName: 'bob', CertificateBody: 'hello' }),
  row('CreateServiceSpecificCredential', LIMIT, { UserName: 'ann', ServiceName: 'codecommit.amazonaws.com' }),
]

const SERVER = { CertificateBody: LEAF, PrivateKey: LEAF_KEY }

const serverCertificates: readonly Row[] = [
  ...each(
    NO_SUCH,
    { ServerCertificateName: 'none' },
    {
      DeleteServerCertificate: {},
      GetServerCertificate: {},
      ListServerCertificateTags: {},
      TagServerCertificate: { Tags: ANOTHER_TAG },
      UntagServerCertificate: { TagKeys: ['a'] },
      UpdateServerCertificate: { NewPath: '/' },
    },
  ),
  row('UploadServerCertificate', EXISTS, { ServerCertificateName: 'Web0', ...SERVER }),
  row('UploadServerCertificate', INVALID, { ServerCertificateName: 'new', ...SERVER, Tags: SAME_TAGS }),
  row('UploadServerCertificate', LIMIT, { ServerCertificateName: 'new', ...SERVER }),
  row('UploadServerCertificate', 'KeyPairMismatchException', {
    ServerCertificateName: 'new',
    ...SERVER,
    PrivateKey: OTHER_KEY,
  }),
  row('UploadServerCertificate', 'MalformedCertificateException', {
    ServerCertificateName: 'new',
    ...SERVER,
    CertificateBody: 'hello',
  }),
  row('UploadServerCertificate', 'MalformedCertificateException', {
    ServerCertificateName: 'new',
    ...SERVER,
    CertificateChain: EXPIRED,
  }),
  row('UpdateServerCertificate', EXISTS, { ServerCertificateName: 'web1', NewServerCertificateName: 'WEB2' }),
  row('TagServerCertificate', INVALID, { ServerCertificateName: 'web1', Tags: SAME_TAGS }),
  row('TagServerCertificate', LIMIT, { ServerCertificateName: 'web0', Tags: ANOTHER_TAG }),
]

/** Users and groups. */
export const USERS: readonly Row[] = [...nobody, ...without, ...people, ...groups]
/** What users have. */
export const CREDENTIALS: readonly Row[] = [
  ...devices,
  ...expired,
  ...passwords,
  ...certificates,
  ...serverCertificates,
]
