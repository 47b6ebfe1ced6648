/** People's credentials with the SDK: passwords and their policy, SSH keys, certificates, credentials of services; and none of it in the audit log. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteConflictException,
  DeleteLoginProfileCommand,
  DeleteServerCertificateCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  DuplicateCertificateException,
  DuplicateSSHPublicKeyException,
  EntityAlreadyExistsException,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetServerCertificateCommand,
  GetSSHPublicKeyCommand,
  GetUserCommand,
  InvalidPublicKeyException,
  InvalidUserTypeException,
  KeyPairMismatchException,
  ListServerCertificatesCommand,
  ListServerCertificateTagsCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  MalformedCertificateException,
  NoSuchEntityException,
  PasswordPolicyViolationException,
  ResetServiceSpecificCredentialCommand,
  TagServerCertificateCommand,
  UnrecognizedPublicKeyEncodingException,
  UntagServerCertificateCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
  UpdateServerCertificateCommand,
  UpdateServiceSpecificCredentialCommand,
  UpdateSigningCertificateCommand,
  UpdateSSHPublicKeyCommand,
  UploadServerCertificateCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam'
import type { IAMClient } from '@aws-sdk/client-iam'
import {
  INTERMEDIATE,
  LEAF,
  LEAF_KEY,
  OTHER_KEY,
  ROOT,
  SIGNING_1,
} from '../../apps/server/src/services/iam/fixtures/certificates.ts'
import { awsCli, skipWithout } from './child.ts'
import { allow, newUser } from './people.ts'
import { refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const PASSWORD = 'Scenario-Passw0rd-1'
const SECOND = 'Scenario-Passw0rd-2'

let world: World
let iam: IAMClient
/** What no audit record may hold. */
const secrets: string[] = [PASSWORD, SECOND]
describe('iamCredentials', () => {
  before(async () => {
    world = await openWorld()
    iam = world.iam()
  })
  after(() => world.close())

  const is = (kind: new (...given: never[]) => Error) => (error: unknown) => error instanceof kind

  describe('passwords', () => {
    let bob: Key
    before(async () => {
      bob = await newUser(world, 'bob', { policy: allow('iam:GetUser') })
    })

    test('the password policy of an account', async () => {
      await assert.rejects(iam.send(new GetAccountPasswordPolicyCommand({})), is(NoSuchEntityException))
      await iam.send(
        new UpdateAccountPasswordPolicyCommand({
          MinimumPasswordLength: 12,
          RequireNumbers: true,
          AllowUsersToChangePassword: true,
          PasswordReusePrevention: 3,
          MaxPasswordAge: 90,
        }),
      )
      const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}))
      assert.deepEqual(PasswordPolicy, {
        MinimumPasswordLength: 12,
        RequireSymbols: false,
        RequireNumbers: true,
        RequireUppercaseCharacters: false,
        RequireLowercaseCharacters: false,
        AllowUsersToChangePassword: true,
        ExpirePasswords: true,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 3,
      })
    })

    test('a login profile, and a user who changes its own password', async () => {
      const create = (Password: string) => iam.send(new CreateLoginProfileCommand({ UserName: 'bob', Password }))
      await assert.rejects(create('short'), is(PasswordPolicyViolationException))
      const { LoginProfile } = await create(PASSWORD)
      assert.deepEqual([LoginProfile?.UserName, LoginProfile?.PasswordResetRequired], ['bob', false])
      await assert.rejects(create(PASSWORD), is(EntityAlreadyExistsException))
      const change = (OldPassword: string, NewPassword: string, key = bob) =>
        world.iam(key).send(new ChangePasswordCommand({ OldPassword, NewPassword }))
      await refusedAs(change('Not-the-Passw0rd', SECOND), 'AccessDenied', 'The old password was incorrect.')
      await assert.rejects(change(PASSWORD, PASSWORD), is(PasswordPolicyViolationException))
      await change(PASSWORD, SECOND)
      await assert.rejects(change(PASSWORD, SECOND, world.root), is(InvalidUserTypeException))
      await iam.send(new UpdateLoginProfileCommand({ UserName: 'bob', PasswordResetRequired: true }))
      const shown = await iam.send(new GetLoginProfileCommand({ UserName: 'bob' }))
      assert.equal(shown.LoginProfile?.PasswordResetRequired, true)
      const { User } = await world.iam(bob).send(new GetUserCommand({}))
      assert.equal(User?.PasswordLastUsed, undefined)
    })

    test('other calls go on while a password is hashed', async () => {
      const slow = iam.send(new UpdateLoginProfileCommand({ UserName: 'bob', Password: `${PASSWORD}-3` }))
      secrets.push(`${PASSWORD}-3`)
      const hashing = { done: false }
      const finished = slow.then(() => (hashing.done = true))
      let writes = 0
      while (!hashing.done) {
        await iam.send(new CreateUserCommand({ UserName: `meanwhile-${writes}` }))
        writes += 1
      }
      await finished
      assert.ok(writes >= 3, `${writes} users were made meanwhile`)
    })

    test('goes before its user does', async () => {
      await assert.rejects(iam.send(new DeleteUserCommand({ UserName: 'bob' })), is(DeleteConflictException))
      await iam.send(new DeleteLoginProfileCommand({ UserName: 'bob' }))
      await iam.send(new DeleteAccountPasswordPolicyCommand({}))
      await assert.rejects(iam.send(new GetLoginProfileCommand({ UserName: 'bob' })), is(NoSuchEntityException))
    })
  })

  describe('SSH public keys', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = pair.publicKey.export({ format: 'pem', type: 'spki' })

    test('life of a key', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'git' }))
      const upload = (SSHPublicKeyBody: string) =>
        iam.send(new UploadSSHPublicKeyCommand({ UserName: 'git', SSHPublicKeyBody }))
      await assert.rejects(upload('hello'), is(UnrecognizedPublicKeyEncodingException))
      await assert.rejects(upload('ssh-rsa AAAA'), is(InvalidPublicKeyException))
      const { SSHPublicKey } = await upload(pem)
      assert.match(SSHPublicKey?.Fingerprint ?? '', /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/)
      await assert.rejects(upload(SSHPublicKey?.SSHPublicKeyBody ?? ''), is(DuplicateSSHPublicKeyException))
      const named = { UserName: 'git', SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId }
      const shown = await iam.send(new GetSSHPublicKeyCommand({ ...named, Encoding: 'PEM' }))
      assert.equal(shown.SSHPublicKey?.SSHPublicKeyBody, pem)
      await iam.send(new UpdateSSHPublicKeyCommand({ ...named, Status: 'Inactive' }))
      const { SSHPublicKeys } = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'git' }))
      assert.deepEqual(
        SSHPublicKeys?.map(({ Status }) => Status),
        ['Inactive'],
      )
      await iam.send(new DeleteSSHPublicKeyCommand(named))
      await iam.send(new DeleteUserCommand({ UserName: 'git' }))
    })
  })

  describe('certificates', () => {
    test('life of a signing certificate', async () => {
      const upload = (CertificateBody: string) => iam.send(new UploadSigningCertificateCommand({ CertificateBody }))
      await assert.rejects(upload('x'), is(MalformedCertificateException))
      const { Certificate } = await upload(SIGNING_1)
      assert.equal(Certificate?.UserName, 'admin')
      await assert.rejects(upload(SIGNING_1), is(DuplicateCertificateException))
      const { CertificateId } = Certificate
      await iam.send(new UpdateSigningCertificateCommand({ CertificateId, Status: 'Inactive' }))
      const { Certificates } = await iam.send(new ListSigningCertificatesCommand({}))
      assert.deepEqual(
        Certificates?.map(({ Status, CertificateBody }) => [Status, CertificateBody]),
        [['Inactive', SIGNING_1]],
      )
      await iam.send(new DeleteSigningCertificateCommand({ CertificateId }))
    })

    test('life of a server certificate', async () => {
      const upload = (PrivateKey: string) =>
        iam.send(
          new UploadServerCertificateCommand({
            ServerCertificateName: 'web',
            CertificateBody: LEAF,
            CertificateChain: INTERMEDIATE + ROOT,
            PrivateKey,
            Tags: [{ Key: 'Team', Value: 'web' }],
          }),
        )
      secrets.push(LEAF_KEY.slice(40, 90), OTHER_KEY.slice(40, 90))
      await assert.rejects(upload(OTHER_KEY), is(KeyPairMismatchException))
      const { ServerCertificateMetadata } = await upload(LEAF_KEY)
      assert.equal(ServerCertificateMetadata?.Arn, `arn:aws:iam::${world.accountId}:server-certificate/web`)
      const named = { ServerCertificateName: 'web' }
      await iam.send(new TagServerCertificateCommand({ ...named, Tags: [{ Key: 'a', Value: 'b' }] }))
      await iam.send(new UntagServerCertificateCommand({ ...named, TagKeys: ['Team'] }))
      assert.deepEqual((await iam.send(new ListServerCertificateTagsCommand(named))).Tags, [{ Key: 'a', Value: 'b' }])
      await iam.send(new UpdateServerCertificateCommand({ ...named, NewPath: '/cloudfront/' }))
      const { ServerCertificate } = await iam.send(new GetServerCertificateCommand(named))
      assert.equal(ServerCertificate?.CertificateChain, (INTERMEDIATE + ROOT).trimEnd())
      const listed = await iam.send(new ListServerCertificatesCommand({ PathPrefix: '/cloudfront/' }))
      assert.equal(listed.ServerCertificateMetadataList?.length, 1)
      const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}))
      assert.equal(SummaryMap?.ServerCertificates, 1)
      await iam.send(new DeleteServerCertificateCommand(named))
      await assert.rejects(iam.send(new GetServerCertificateCommand(named)), is(NoSuchEntityException))
    })
  })

  describe('service-specific credentials', () => {
    test('life of one', async () => {
      const create = (ServiceName: string) =>
        iam.send(new CreateServiceSpecificCredentialCommand({ UserName: 'admin', ServiceName }))
      await assert.rejects(create('s3.amazonaws.com'), is(NoSuchEntityException))
      const made = (await create('codecommit.amazonaws.com')).ServiceSpecificCredential
      const ServiceSpecificCredentialId = made?.ServiceSpecificCredentialId
      assert.equal(made?.ServiceUserName, `admin-at-${world.accountId}`)
      const reset = await iam.send(new ResetServiceSpecificCredentialCommand({ ServiceSpecificCredentialId }))
      const key = (await create('bedrock.amazonaws.com')).ServiceSpecificCredential
      for (const secret of [
        made.ServicePassword,
        reset.ServiceSpecificCredential?.ServicePassword,
        key?.ServiceCredentialSecret,
      ]) {
        assert.ok(secret !== undefined && secret.length >= 40)
        secrets.push(secret)
      }
      await iam.send(new UpdateServiceSpecificCredentialCommand({ ServiceSpecificCredentialId, Status: 'Inactive' }))
      const listed = await iam.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true }))
      assert.deepEqual(
        listed.ServiceSpecificCredentials?.map(({ ServiceName, Status }) => [ServiceName, Status]),
        [
          ['bedrock.amazonaws.com', 'Active'],
          ['codecommit.amazonaws.com', 'Inactive'],
        ],
      )
      await iam.send(new DeleteServiceSpecificCredentialCommand({ ServiceSpecificCredentialId }))
    })
  })

  describe('with the AWS CLI', { skip: skipWithout('aws') }, () => {
    let cwd: string
    before(() => {
      cwd = mkdtempSync(join(tmpdir(), 'brevet-credentials-'))
    })
    after(() => rmSync(cwd, { recursive: true, force: true }))

    const aws = async (key: Key, ...line: readonly string[]) => {
      const { code, stdout, stderr } = await awsCli(world.endpoint, cwd)(key, ...line)
      assert.equal(code, 0, `aws ${line.join(' ')}: ${stderr}`)
      return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as Readonly<Record<string, unknown>>
    }

    test('a password, its policy, and the account summary', async () => {
      const carol = await newUser(world, 'carol')
      const [first, second] = ['Cli-Passw0rd-1', 'Cli-Passw0rd-2']
      secrets.push(first, second)
      await aws(world.admin, 'iam', 'update-account-password-policy', '--allow-users-to-change-password')
      await aws(world.admin, 'iam', 'create-login-profile', '--user-name', 'carol', '--password', first)
      await aws(carol, 'iam', 'change-password', '--old-password', first, '--new-password', second)
      const { SummaryMap } = await aws(world.admin, 'iam', 'get-account-summary')
      assert.equal(Object.keys(SummaryMap ?? {}).length, 34)
      const made = await aws(
        world.admin,
        ...'iam create-service-specific-credential --user-name carol --service-name cassandra.amazonaws.com'.split(' '),
      )
      const { ServicePassword } = made['ServiceSpecificCredential'] as { readonly ServicePassword: string }
      secrets.push(ServicePassword)
    })
  })

  test('no secret of all this is in a record, nor in the database', () => {
    const files = readdirSync(world.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.ok(
      files.some(({ parentPath }) => parentPath.includes('audit')),
      'there is an audit log',
    )
    const all = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n')
    assert.ok(all.includes('"eventName":"ChangePassword"') && all.includes('HIDDEN_DUE_TO_SECURITY_REASONS'))
    assert.ok(secrets.length >= 8)
    for (const secret of secrets) assert.ok(!all.includes(secret), `found ${secret.slice(0, 12)}...`)
  })
})
