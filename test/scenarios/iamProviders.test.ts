/** Instance profiles, identity providers, account aliases and service-linked roles, with the SDK and the AWS CLI; and no private key in the audit log. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  AddClientIDToOpenIDConnectProviderCommand,
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateAccountAliasCommand,
  CreateInstanceProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateServiceLinkedRoleCommand,
  DeleteAccountAliasCommand,
  DeleteConflictException,
  DeleteInstanceProfileCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  DeleteSAMLProviderCommand,
  DeleteServiceLinkedRoleCommand,
  EntityAlreadyExistsException,
  GetInstanceProfileCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  InvalidInputException,
  LimitExceededException,
  ListAccountAliasesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  NoSuchEntityException,
  paginateListInstanceProfiles,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  TagOpenIDConnectProviderCommand,
  UnmodifiableEntityException,
  UntagInstanceProfileCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam'
import type { IAMClient } from '@aws-sdk/client-iam'
import { metadataText } from '../../apps/server/src/federation/saml/fixtures/metadata.ts'
import { awsCli, skipWithout } from './child.ts'
import { newUser, trust } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const EC2 = trust({ Service: 'ec2.amazonaws.com' })
const METADATA = metadataText({ validUntil: '2040-01-01T00:00:00Z' })
const PRIVATE_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey

let world: World
let iam: IAMClient
let cwd: string
describe('iamProviders', () => {
  before(async () => {
    world = await openWorld()
    iam = world.iam()
    cwd = mkdtempSync(join(tmpdir(), 'brevet-providers-'))
  })
  after(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await world.close()
  })

  type ErrorClass = abstract new (...given: never[]) => Error
  /** The refusal is the SDK's own class for it, with this status. */
  async function refusedBy(call: Promise<unknown>, type: ErrorClass, status: number) {
    const refusal = await refused(call)
    assert.ok(refusal.error instanceof type, `${refusal.name}: ${refusal.message}`)
    assert.equal(refusal.status, status)
  }

  describe('an instance profile', () => {
    test('a whole life', async () => {
      const InstanceProfileName = 'Web'
      const { InstanceProfile: made } = await iam.send(
        new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/web/', Tags: [{ Key: 'Team', Value: 'web' }] }),
      )
      assert.ok(made?.CreateDate instanceof Date)
      assert.deepEqual([made.Roles, made.Tags], [[], [{ Key: 'Team', Value: 'web' }]])
      await iam.send(new CreateRoleCommand({ RoleName: 'WebRole', AssumeRolePolicyDocument: EC2 }))
      const pair = { InstanceProfileName, RoleName: 'WebRole' }
      await iam.send(new AddRoleToInstanceProfileCommand(pair))
      await refusedBy(iam.send(new AddRoleToInstanceProfileCommand(pair)), LimitExceededException, 409)
      const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))
      assert.equal(InstanceProfile?.Roles?.[0]?.Arn, `arn:aws:iam::${world.accountId}:role/WebRole`)
      assert.equal(decodeURIComponent(InstanceProfile.Roles[0].AssumeRolePolicyDocument ?? ''), EC2)
      const { InstanceProfiles } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'WebRole' }))
      assert.deepEqual(
        InstanceProfiles?.map(({ Arn }) => Arn),
        [`arn:aws:iam::${world.accountId}:instance-profile/web/Web`],
      )
      await refusedBy(iam.send(new DeleteRoleCommand({ RoleName: 'WebRole' })), DeleteConflictException, 409)
      await refusedBy(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })), DeleteConflictException, 409)
      await iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: [{ Key: 'Zone', Value: 'a' }] }))
      await iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ['Team'] }))
      const { Tags } = await iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))
      assert.deepEqual(Tags, [{ Key: 'Zone', Value: 'a' }])
      await iam.send(new RemoveRoleFromInstanceProfileCommand(pair))
      await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
      await refusedBy(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })), NoSuchEntityException, 404)
      await iam.send(new DeleteRoleCommand({ RoleName: 'WebRole' }))
    })

    test('the SDK pages through many', async () => {
      const names = Array.from({ length: 5 }, (_, n) => `many-${n}`)
      for (const InstanceProfileName of names)
        await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/many/' }))
      const seen: (string | undefined)[] = []
      for await (const page of paginateListInstanceProfiles({ client: iam, pageSize: 2 }, { PathPrefix: '/many/' })) {
        assert.ok((page.InstanceProfiles?.length ?? 0) <= 2)
        seen.push(...(page.InstanceProfiles ?? []).map(({ InstanceProfileName }) => InstanceProfileName))
      }
      assert.deepEqual(seen, names)
    })
  })

  describe('an OpenID Connect provider', () => {
    test('a whole life', async () => {
      const Url = 'https://token.actions.githubusercontent.com'
      const create = () =>
        iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'] }))
      const { OpenIDConnectProviderArn } = await create()
      assert.equal(
        OpenIDConnectProviderArn,
        `arn:aws:iam::${world.accountId}:oidc-provider/token.actions.githubusercontent.com`,
      )
      await refusedBy(create(), EntityAlreadyExistsException, 409)
      const named = { OpenIDConnectProviderArn }
      await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID: 'https://github.com/o' }))
      await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...named, ClientID: 'sts.amazonaws.com' }))
      const thumbprint = '6938fd4d98bab03faadb97b34396831e3780aea1'
      await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...named, ThumbprintList: [thumbprint] }))
      await iam.send(new TagOpenIDConnectProviderCommand({ ...named, Tags: [{ Key: 'Team', Value: 'ci' }] }))
      const { CreateDate, $metadata: _, ...shown } = await iam.send(new GetOpenIDConnectProviderCommand(named))
      assert.ok(CreateDate instanceof Date)
      assert.deepEqual(shown, {
        Url: 'token.actions.githubusercontent.com',
        ClientIDList: ['https://github.com/o'],
        ThumbprintList: [thumbprint],
        Tags: [{ Key: 'Team', Value: 'ci' }],
      })
      const { OpenIDConnectProviderList } = await iam.send(new ListOpenIDConnectProvidersCommand({}))
      assert.deepEqual(OpenIDConnectProviderList, [{ Arn: OpenIDConnectProviderArn }])
      await iam.send(new DeleteOpenIDConnectProviderCommand(named))
      await refusedBy(iam.send(new DeleteOpenIDConnectProviderCommand(named)), NoSuchEntityException, 404)
      await refusedBy(iam.send(new GetOpenIDConnectProviderCommand(named)), NoSuchEntityException, 404)
    })

    test('a list of nothing is there, and empty', async () => {
      const { OpenIDConnectProviderArn } = await iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: 'https://bare.example.com' }),
      )
      const { ClientIDList, ThumbprintList } = await iam.send(
        new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
      )
      assert.deepEqual([ClientIDList, ThumbprintList], [[], []])
      await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
    })
  })

  describe('a SAML provider', () => {
    test('a whole life; the private key is nowhere to be read', async () => {
      const { SAMLProviderArn } = await iam.send(
        new CreateSAMLProviderCommand({ Name: 'Corporate', SAMLMetadataDocument: METADATA }),
      )
      assert.equal(SAMLProviderArn, `arn:aws:iam::${world.accountId}:saml-provider/Corporate`)
      await iam.send(
        new UpdateSAMLProviderCommand({
          SAMLProviderArn,
          AddPrivateKey: PRIVATE_KEY,
          AssertionEncryptionMode: 'Required',
        }),
      )
      const shown = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }))
      assert.equal(shown.SAMLMetadataDocument, METADATA)
      assert.equal(shown.ValidUntil?.toISOString(), '2040-01-01T00:00:00.000Z')
      assert.equal(shown.AssertionEncryptionMode, 'Required')
      assert.match(shown.PrivateKeyList?.[0]?.KeyId ?? '', /^[A-Z0-9]{22,64}$/)
      const { SAMLProviderList } = await iam.send(new ListSAMLProvidersCommand({}))
      assert.deepEqual(
        SAMLProviderList?.map(({ Arn }) => Arn),
        [SAMLProviderArn],
      )
      await refusedBy(
        iam.send(new CreateSAMLProviderCommand({ Name: 'Broken', SAMLMetadataDocument: 'x'.repeat(1_000) })),
        InvalidInputException,
        400,
      )
      const files = readdirSync(world.dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
      assert.ok(files.some(({ parentPath }) => parentPath.includes('audit')))
      const secret = PRIVATE_KEY.split('\n')[5] ?? assert.fail()
      for (const { parentPath, name } of files)
        assert.ok(!readFileSync(join(parentPath, name)).includes(secret), `${name} holds the private key`)
      await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn }))
      await refusedBy(iam.send(new GetSAMLProviderCommand({ SAMLProviderArn })), NoSuchEntityException, 404)
    })
  })

  describe('an account', () => {
    test('has one alias', async () => {
      const list = async () => (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases
      assert.deepEqual(await list(), [])
      await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'example-corp' }))
      await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'example-corp-2' }))
      assert.deepEqual(await list(), ['example-corp-2'])
      await refusedBy(
        iam.send(new CreateAccountAliasCommand({ AccountAlias: 'example-corp-2' })),
        EntityAlreadyExistsException,
        409,
      )
      for (const AccountAlias of ['-a-', 'a--b', 'UPPER', 'ab'])
        await refusedAs(iam.send(new CreateAccountAliasCommand({ AccountAlias })), 'ValidationError')
      await iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'example-corp-2' }))
      assert.deepEqual(await list(), [])
    })
  })

  describe('a service-linked role', () => {
    test('a whole life', async () => {
      const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }))
      const RoleName = Role?.RoleName
      assert.equal(RoleName, 'AWSServiceRoleForECS')
      await refusedBy(iam.send(new DeleteRoleCommand({ RoleName })), UnmodifiableEntityException, 400)
      const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
      await refusedBy(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })), UnmodifiableEntityException, 400)
      const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }))
      const { Status } = await iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))
      assert.equal(Status, 'SUCCEEDED')
    })
  })

  describe('whoever has no permission', () => {
    test('is not told what exists', async () => {
      const user = await newUser(world, 'Nobody')
      const theirs = world.iam(user)
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Hidden' }))
      for (const InstanceProfileName of ['Hidden', 'Missing'])
        await refusedAs(
          theirs.send(new GetInstanceProfileCommand({ InstanceProfileName })),
          'AccessDenied',
          new RegExp(`instance-profile/${InstanceProfileName} `),
        )
      const missing = `arn:aws:iam::${world.accountId}:oidc-provider/missing.example.com`
      await refusedAs(
        theirs.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: missing })),
        'AccessDenied',
      )
      await refusedAs(
        theirs.send(new CreateSAMLProviderCommand({ Name: 'x', SAMLMetadataDocument: 'x'.repeat(1_000) })),
        'AccessDenied',
      )
    })
  })

  describe('aws iam', { skip: skipWithout('aws') }, () => {
    const aws = async (...words: readonly string[]): Promise<unknown> => {
      const { code, stderr, stdout } = await awsCli(world.endpoint, cwd)(world.admin, 'iam', ...words)
      assert.equal(code, 0, stderr)
      return stdout.trim() === '' ? {} : JSON.parse(stdout)
    }

    test('makes and shows providers and profiles', async () => {
      writeFileSync(join(cwd, 'metadata.xml'), METADATA)
      const arn = `arn:aws:iam::${world.accountId}`
      assert.deepEqual(
        await aws('create-saml-provider', '--name', 'Cli', '--saml-metadata-document', 'file://metadata.xml'),
        { SAMLProviderArn: `${arn}:saml-provider/Cli` },
      )
      const shown = await aws('get-saml-provider', '--saml-provider-arn', `${arn}:saml-provider/Cli`)
      assert.equal((shown as { SAMLMetadataDocument: string }).SAMLMetadataDocument, METADATA)
      const oidc = await aws(
        'create-open-id-connect-provider',
        '--url',
        'https://cli.example.com',
        '--client-id-list',
        'a',
        'b',
      )
      assert.deepEqual(oidc, { OpenIDConnectProviderArn: `${arn}:oidc-provider/cli.example.com` })
      await aws('create-instance-profile', '--instance-profile-name', 'Cli')
      await aws(
        'create-service-linked-role',
        '--aws-service-name',
        'autoscaling.amazonaws.com',
        '--custom-suffix',
        'cli',
      )
      await aws('create-account-alias', '--account-alias', 'from-the-cli')
      assert.deepEqual(await aws('list-account-aliases'), { AccountAliases: ['from-the-cli'] })
    })
  })
})
