/** `brevet export` and `brevet import` with real servers; a file of the AWS CLI's shape. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import * as iam from '@aws-sdk/client-iam'
import { awsCli, BREVET, credentialEnv, run, skipWithout } from './child.ts'
import { openWorld, type World } from './world.ts'

const ACCOUNT = '111122223333'
const arn = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`
const allow = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const trust = (...AWS: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
  })
const Tags = [{ Key: 'team', Value: 'blue' }]
const VIEW = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'

let cwd: string
let one: World
let other: World
let secret = ''

const brevet = (world: World, ...args: string[]) =>
  run(BREVET, [...args, '--endpoint', world.endpoint], { cwd, env: credentialEnv(world.admin) })

/** Ids and times are the server's own; credentials do not travel. */
const compared = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    /Id$|Date$|^RoleLastUsed$|^AccessKeys$|^MFADevices$/.test(key) && key !== 'VersionId' ? undefined : value,
  )

describe('brevet export and import', () => {
  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'brevet-export-'))
    ;[one, other] = await Promise.all([openWorld(), openWorld()])
    const client = one.iam()
    const policy = arn('policy/team/mine')
    await client.send(
      new iam.CreatePolicyCommand({ PolicyName: 'mine', Path: '/team/', PolicyDocument: allow('s3:*'), Tags }),
    )
    await client.send(new iam.CreatePolicyVersionCommand({ PolicyArn: policy, PolicyDocument: allow('s3:Get*') }))
    await client.send(new iam.CreateGroupCommand({ GroupName: 'staff' }))
    await client.send(new iam.AttachGroupPolicyCommand({ GroupName: 'staff', PolicyArn: policy }))
    await client.send(
      new iam.PutGroupPolicyCommand({ GroupName: 'staff', PolicyName: 'own', PolicyDocument: allow('sqs:*') }),
    )
    await client.send(new iam.CreateUserCommand({ UserName: 'bob', Path: '/x/', PermissionsBoundary: policy, Tags }))
    await client.send(new iam.AddUserToGroupCommand({ GroupName: 'staff', UserName: 'bob' }))
    const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'bob' }))
    secret = AccessKey?.SecretAccessKey ?? ''
    const first = {
      RoleName: 'aaa',
      AssumeRolePolicyDocument: trust(arn('user/x/bob')),
      MaxSessionDuration: 7200,
      Tags,
    }
    await client.send(new iam.CreateRoleCommand({ ...first, Description: 'first' }))
    await client.send(
      new iam.CreateRoleCommand({ RoleName: 'bbb', AssumeRolePolicyDocument: trust(arn('role/aaa')), Path: '/p/' }),
    )
    // A circle: neither can be made first with the trust policy it has.
    const PolicyDocument = trust(arn('role/p/bbb'), arn('user/x/bob'))
    await client.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName: 'aaa', PolicyDocument }))
    await client.send(new iam.AttachRolePolicyCommand({ RoleName: 'bbb', PolicyArn: VIEW }))
    await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'machine', Tags }))
    await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'machine', RoleName: 'aaa' }))
    await client.send(
      new iam.CreateOpenIDConnectProviderCommand({
        Url: 'https://oidc.example.com/x',
        ClientIDList: ['one', 'two'],
        ThumbprintList: ['a'.repeat(40)],
      }),
    )
    await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'our-account' }))
    await client.send(new iam.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14, MaxPasswordAge: 90 }))
  })
  after(async () => {
    await one.close()
    await other.close()
    rmSync(cwd, { recursive: true, force: true })
  })

  describe('export and import', () => {
    test('an export holds everything but secrets', async () => {
      const ended = await brevet(one, 'export', '--to', 'account.json')
      assert.equal(ended.code, 0, ended.stderr)
      const text = readFileSync(join(cwd, 'account.json'), 'utf8')
      assert.ok(!text.includes(secret))
      const file = JSON.parse(text) as Record<string, { UserName?: string }[]>
      assert.deepEqual(
        file['AccessKeys']?.map(({ UserName }) => UserName),
        ['admin', 'bob'],
      )
      assert.match((await brevet(one, 'export', '--to', 'account.json')).stderr, /account\.json exists/)
    })

    test('a dry run shows what would be done and does nothing', async () => {
      const before = await brevet(other, 'export')
      const ended = await brevet(other, 'import', 'account.json', '--dry-run')
      assert.equal(ended.code, 0, ended.stderr)
      assert.match(ended.stdout, /^\+ user bob: create; member of staff$/m)
      assert.match(ended.stdout, /^! access key AKIA\w+ of bob\n {4}not importable: secrets do not go over the API/m)
      assert.equal((await brevet(other, 'export')).stdout, before.stdout)
    })

    test('imported into an empty server it exports the same; a second time there is nothing to do', async () => {
      const ended = await brevet(other, 'import', 'account.json')
      assert.equal(ended.code, 0, ended.stderr)
      const again = await brevet(other, 'export')
      assert.deepEqual(compared(again.stdout), compared(readFileSync(join(cwd, 'account.json'), 'utf8')))
      const second = await brevet(other, 'import', 'account.json')
      assert.match(second.stdout, /^0 added, 0 changed, \d+ unchanged, 1 not importable$/m)
    })

    test('a difference is mended, what only the server has stays', async () => {
      const client = other.iam()
      await client.send(new iam.CreateUserCommand({ UserName: 'onlyhere' }))
      await client.send(
        new iam.PutGroupPolicyCommand({ GroupName: 'staff', PolicyName: 'own', PolicyDocument: allow('*') }),
      )
      const ended = await brevet(other, 'import', 'account.json')
      assert.match(ended.stdout, /^~ group staff: inline policy own\n! /m)
      const { PolicyDocument = '' } = await client.send(
        new iam.GetGroupPolicyCommand({ GroupName: 'staff', PolicyName: 'own' }),
      )
      assert.deepEqual(JSON.parse(decodeURIComponent(PolicyDocument)), JSON.parse(allow('sqs:*')))
      await client.send(new iam.GetUserCommand({ UserName: 'onlyhere' }))
    })

    test("AWS's own file: encoded documents, another account, a policy of AWS's that is not here", async () => {
      const role = {
        Path: '/',
        RoleName: 'theirs',
        Arn: 'arn:aws:iam::999988887777:role/theirs',
        AssumeRolePolicyDocument: encodeURIComponent(trust('999988887777')),
        RolePolicyList: [{ PolicyName: 'in', PolicyDocument: JSON.parse(allow('s3:*')) as unknown }],
        AttachedManagedPolicies: [{ PolicyName: 'Gone', PolicyArn: 'arn:aws:iam::aws:policy/NoSuchPolicyAnywhere' }],
        InstanceProfileList: [],
        Tags: [],
      }
      writeFileSync(join(cwd, 'aws.json'), JSON.stringify({ UserDetailList: [], RoleDetailList: [role], Policies: [] }))
      const refused = await brevet(other, 'import', 'aws.json')
      assert.equal(refused.code, 1)
      assert.match(refused.stderr, /is of account 999988887777[^]*--account-map 999988887777=111122223333/)
      const args = ['import', 'aws.json', '--account-map', `999988887777=${ACCOUNT}`]
      const ended = await brevet(other, ...args)
      assert.equal(ended.code, 0, ended.stderr)
      assert.match(
        ended.stdout,
        /^\+ role theirs: create; inline policy in\n {4}not importable: attachment of .*NoSuch/,
      )
      const { Role } = await other.iam().send(new iam.GetRoleCommand({ RoleName: 'theirs' }))
      assert.match(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), /arn:aws:iam::111122223333:root/)
      assert.match((await brevet(other, ...args)).stdout, /0 added, 0 changed/)
    })

    test('what the AWS CLI prints of an account differs from it in nothing', { skip: skipWithout('aws') }, async () => {
      const printed = await awsCli(one.endpoint, cwd)(one.admin, 'iam', 'get-account-authorization-details')
      assert.equal(printed.code, 0, printed.stderr)
      writeFileSync(join(cwd, 'cli.json'), printed.stdout)
      const ended = await brevet(one, 'import', 'cli.json', '--dry-run')
      assert.equal(ended.stdout, '0 added, 0 changed, 7 unchanged, 0 not importable\n')
    })

    test('what is no account, or half of one, is refused', async () => {
      writeFileSync(join(cwd, 'no.json'), '{}')
      assert.match((await brevet(other, 'import', 'no.json')).stderr, /this is not an account/)
      writeFileSync(join(cwd, 'page.json'), '{"Policies":[],"IsTruncated":true}')
      assert.match((await brevet(other, 'import', 'page.json')).stderr, /one page of several/)
      assert.equal((await brevet(other, 'import')).code, 2)
    })
  })
})
