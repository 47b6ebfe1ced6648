/** An account in which everything is at its limit, so that any call can be refused for any reason. */
import * as sdk from '@aws-sdk/client-iam'
import type { IAMClient } from '@aws-sdk/client-iam'
import { ListRootsCommand } from '@aws-sdk/client-organizations'
import { dataFiles } from '../../../apps/server/src/config/index.ts'
import { metadataText } from '../../../apps/server/src/federation/saml/fixtures/metadata.ts'
import {
  LEAF,
  LEAF_KEY,
  SIGNING_1,
  SIGNING_1_AGAIN,
} from '../../../apps/server/src/services/iam/fixtures/certificates.ts'
import { allow, newKey, newUser, policy, trust } from '../people.ts'
import { codeAt } from '../totp.ts'
import { openWorld } from '../world.ts'
import type { Key, World } from '../world.ts'
import { stateOf } from './databaseState.ts'
import { ACCOUNT, ADMIN_PASSWORD, device, FIFTY_TAGS, policyNamed, PRIVATE_KEY, sshKey, STATEMENTS } from './facts.ts'

/** What a command of the SDK is made with; the table's inputs are checked by what the server says of them. */
type Command = new (input: object) => Parameters<IAMClient['send']>[0]

/** The SDK's command of that name. */
function commandOf(operation: string): Command {
  const command = (sdk as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`]
  if (command === undefined) throw new Error(`the SDK has no ${operation}`)
  return command
}

/** The SDK's class of an error. */
export function errorClass(name: string): abstract new (...given: never[]) => Error {
  const known = (sdk as unknown as Readonly<Record<string, (abstract new (...given: never[]) => Error) | undefined>>)[
    name
  ]
  if (known === undefined) throw new Error(`the SDK has no ${name}`)
  return known
}

/** An answer as the SDK gives it. */
export type Answer = Readonly<Record<string, unknown>>

/** The account. */
export interface Scene {
  readonly world: World
  /** A user with a key, who may change a password and has none. */
  readonly bob: Key
  /** A user with a key, who may nothing. */
  readonly eve: Key
  /** Makes the call: by the administrator, unless there is a key. */
  call(operation: string, input: object, key?: Key): Promise<Answer>
  /** Ids that the server chose, by the names that rows have for them. */
  readonly known: ReadonlyMap<string, string>
  /** Every row of the store's tables, but those that note what was called when. */
  state(): string
  close(): Promise<void>
}

type Call = Scene['call']

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

async function policies(call: Call): Promise<void> {
  for (const index of numbers(11))
    await call('CreatePolicy', {
      PolicyName: `p${index}`,
      PolicyDocument: allow('s3:*'),
      ...(index > 0 ? {} : { Tags: FIFTY_TAGS }),
    })
  for (const _ of numbers(4))
    await call('CreatePolicyVersion', { PolicyArn: policyNamed('p0'), PolicyDocument: allow('sqs:*') })
}

/** Ten policies, and inline policies up to the quota. */
async function load(call: Call, kind: 'User' | 'Group' | 'Role', name: string): Promise<void> {
  const holder = { [`${kind}Name`]: name }
  for (const index of numbers(10)) await call(`Attach${kind}Policy`, { ...holder, PolicyArn: policyNamed(`p${index}`) })
  await call(`Put${kind}Policy`, { ...holder, PolicyName: 'inline', PolicyDocument: policy(...STATEMENTS[kind]) })
  await call(`Put${kind}Policy`, { ...holder, PolicyName: 'small', PolicyDocument: allow('sqs:*') })
}

async function devices(call: Call, world: World): Promise<void> {
  for (const index of numbers(9)) {
    const name = index === 8 ? 'spare' : `m${index}`
    const tags = index === 8 ? { Tags: FIFTY_TAGS } : {}
    const made = await call('CreateVirtualMFADevice', { VirtualMFADeviceName: name, ...tags })
    if (index === 8) return
    const { Base32StringSeed } = made['VirtualMFADevice'] as { Base32StringSeed: Uint8Array }
    const seed = Buffer.from(Base32StringSeed).toString('ascii')
    const nowMs = world.clock.nowMs()
    await call('EnableMFADevice', {
      UserName: 'ann',
      SerialNumber: device(name),
      AuthenticationCode1: codeAt(seed, nowMs - 30_000),
      AuthenticationCode2: codeAt(seed, nowMs),
    })
  }
}

async function users(call: Call): Promise<void> {
  await call('CreateUser', {
    UserName: 'ann',
    Path: '/team/',
    Tags: FIFTY_TAGS,
    PermissionsBoundary: policyNamed('p0'),
  })
  await call('CreateUser', { UserName: 'bob' })
  await call('PutUserPolicy', { UserName: 'bob', PolicyName: 'own', PolicyDocument: allow('iam:ChangePassword') })
  for (const index of numbers(11)) await call('CreateGroup', { GroupName: `g${index}` })
  for (const index of numbers(10)) await call('AddUserToGroup', { GroupName: `g${index}`, UserName: 'ann' })
  for (const UserName of ['admin', 'bob']) await call('AddUserToGroup', { GroupName: 'g10', UserName })
  await load(call, 'User', 'ann')
  await load(call, 'Group', 'g0')
  for (const _ of numbers(2)) await call('CreateAccessKey', { UserName: 'ann' })
  await call('CreateLoginProfile', { UserName: 'ann', Password: ADMIN_PASSWORD })
  await call('CreateLoginProfile', { UserName: 'admin', Password: ADMIN_PASSWORD })
  for (const index of numbers(5)) await call('UploadSSHPublicKey', { UserName: 'ann', SSHPublicKeyBody: sshKey(index) })
  for (const CertificateBody of [SIGNING_1, SIGNING_1_AGAIN])
    await call('UploadSigningCertificate', { UserName: 'ann', CertificateBody })
  for (const _ of numbers(2))
    await call('CreateServiceSpecificCredential', { UserName: 'ann', ServiceName: 'codecommit.amazonaws.com' })
}

async function roles(call: Call): Promise<void> {
  const AssumeRolePolicyDocument = trust({ AWS: ACCOUNT })
  await call('CreateRole', { RoleName: 'runner', AssumeRolePolicyDocument, Tags: FIFTY_TAGS })
  await call('CreateRole', { RoleName: 'free', AssumeRolePolicyDocument })
  await call('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' })
  await load(call, 'Role', 'runner')
  for (const InstanceProfileName of ['box', 'box-2', 'crate']) {
    await call('CreateInstanceProfile', {
      InstanceProfileName,
      ...(InstanceProfileName === 'box' ? { Tags: FIFTY_TAGS } : {}),
    })
    if (InstanceProfileName !== 'crate')
      await call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'runner' })
  }
}

async function providers(call: Call): Promise<void> {
  const ClientIDList = numbers(100).map((index) => `client-${index}`)
  await call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example', ClientIDList, Tags: FIFTY_TAGS })
  await call('CreateSAMLProvider', {
    Name: 'corp',
    SAMLMetadataDocument: metadataText(),
    AddPrivateKey: PRIVATE_KEY,
    Tags: FIFTY_TAGS,
  })
  await call('UpdateSAMLProvider', {
    SAMLProviderArn: `arn:aws:iam::${ACCOUNT}:saml-provider/corp`,
    AddPrivateKey: PRIVATE_KEY,
  })
  await call('CreateOpenIDConnectProvider', { Url: 'https://issuer.example/bare' })
  await call('CreateSAMLProvider', { Name: 'corp-bare', SAMLMetadataDocument: metadataText() })
  await call('CreateAccountAlias', { AccountAlias: 'acme' })
  for (const index of numbers(20))
    await call('UploadServerCertificate', {
      ServerCertificateName: `web${index}`,
      CertificateBody: LEAF,
      PrivateKey: LEAF_KEY,
      ...(index > 0 ? {} : { Tags: FIFTY_TAGS }),
    })
}

/** The first of a list in an answer. */
function first(answer: Answer, list: string, member: string): string {
  const [item] = answer[list] as readonly Readonly<Record<string, string>>[]
  return item?.[member] ?? ''
}

/** `o-.../r-...`. */
async function organizationPath(world: World): Promise<string> {
  const { Roots } = await world.organizations().send(new ListRootsCommand({}))
  const [, organization, root] = /:root\/(o-[^/]+)\/(r-[^/]+)$/.exec(Roots?.[0]?.Arn ?? '') ?? []
  return `${organization}/${root}`
}

async function knownIds(call: Call, world: World): Promise<ReadonlyMap<string, string>> {
  const ann = { UserName: 'ann' }
  const order = async (Arn: string) => String((await call('GenerateServiceLastAccessedDetails', { Arn }))['JobId'])
  const rootPath = await organizationPath(world)
  const organizations = await call('GenerateOrganizationsAccessReport', { EntityPath: rootPath })
  return new Map([
    ['{accessKey}', first(await call('ListAccessKeys', ann), 'AccessKeyMetadata', 'AccessKeyId')],
    ['{sshKey}', first(await call('ListSSHPublicKeys', ann), 'SSHPublicKeys', 'SSHPublicKeyId')],
    ['{certificate}', first(await call('ListSigningCertificates', ann), 'Certificates', 'CertificateId')],
    ['{job}', await order(`arn:aws:iam::${ACCOUNT}:role/runner`)],
    ['{policyJob}', await order(policyNamed('p0'))],
    ['{organizationsJob}', String(organizations['JobId'])],
  ])
}

/** Opens it on a server of its own. */
export async function openScene(): Promise<Scene> {
  const world = await openWorld()
  const call: Call = async (operation, input, key = world.admin) => {
    const Command = commandOf(operation)
    return (await world.iam(key).send(new Command(input))) as unknown as Answer
  }
  await policies(call)
  await users(call)
  await roles(call)
  await devices(call, world)
  await providers(call)
  const bob = await newKey(world, 'bob')
  const eve = await newUser(world, 'eve')
  const known = await knownIds(call, world)
  const { database } = dataFiles(world.dataDir)
  return { world, bob, eve, call, known, state: () => stateOf(database), close: () => world.close() }
}
