/** The real AWS CLI against the real server: every STS operation, a life of each IAM entity, organizations, exit codes and error texts. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { awsCli, skipWithout } from './child.ts'
import { encodedMessage } from './refused.ts'
import { allow, trust } from './people.ts'
import { codeAt } from './totp.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

let world: World
let cwd: string
describe('awsCli', () => {
  before(async () => {
    world = await openWorld()
    cwd = mkdtempSync(join(tmpdir(), 'brevet-aws-cli-'))
  })
  after(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await world.close()
  })

  /** A command line that must succeed, its JSON read; words are separated by blanks, `texts` come last, as they are. */
  async function aws<T = Record<string, never>>(
    line: string,
    texts: readonly string[] = [],
    key = world.admin,
  ): Promise<T> {
    const { code, stderr, stdout } = await awsCli(world.endpoint, cwd)(key, ...line.split(' '), ...texts)
    assert.equal(code, 0, `aws ${line}: ${stderr}`)
    return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T
  }

  /** A command line that must fail with this code; answers its message. */
  async function fails(
    code: string,
    operation: string,
    { line, texts = [], key = world.admin }: { line: string; texts?: readonly string[]; key?: Key },
  ) {
    const ended = await awsCli(world.endpoint, cwd)(key, ...line.split(' '), ...texts)
    assert.ok(ended.code !== 0, `aws ${line} succeeded`)
    assert.equal(ended.stdout, '')
    const start = `An error occurred (${code}) when calling the ${operation} operation: `
    assert.ok(ended.stderr.includes(start), ended.stderr)
    return ended.stderr.slice(ended.stderr.indexOf(start) + start.length).trim()
  }

  interface Issued {
    readonly Credentials: {
      readonly AccessKeyId: string
      readonly SecretAccessKey: string
      readonly SessionToken: string
      readonly Expiration: string
    }
  }
  const keyIn = ({ Credentials }: Issued): Key => ({
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  })
  /** Each command is a process of half a second: two at a time. */
  const CLI_SUITE = { skip: skipWithout('aws'), concurrency: 2 }
  const file = (name: string, text: string): string => {
    writeFileSync(join(cwd, name), text)
    return `file://${name}`
  }

  describe('aws sts', CLI_SUITE, () => {
    test('get-caller-identity, get-session-token, get-access-key-info', async () => {
      const who = await aws<Record<string, string>>('sts get-caller-identity')
      assert.deepEqual(Object.keys(who).sort(), ['Account', 'Arn', 'UserId'])
      const issued = await aws<Issued>('sts get-session-token --duration-seconds 900')
      assert.match(issued.Credentials.Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$/)
      assert.deepEqual(await aws('sts get-caller-identity', [], keyIn(issued)), who)
      const { Account } = await aws<{ Account: string }>(
        `sts get-access-key-info --access-key-id ${issued.Credentials.AccessKeyId}`,
      )
      assert.equal(Account, world.accountId)
      const said = await fails('ValidationError', 'GetAccessKeyInfo', {
        line: 'sts get-access-key-info --access-key-id AKIA1111111111111111',
      })
      assert.equal(said, 'Invalid AccessKeyId: AKIA1111111111111111')
    })

    test('assume-role with every parameter, by shorthand and from files', async () => {
      const document = trust(
        { AWS: world.accountId },
        { StringEquals: { 'sts:ExternalId': 'ext-1', 'aws:RequestTag/team': 'blue' } },
        ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      )
      const made = await aws<{ Role: { Arn: string } }>(
        'iam create-role --role-name Cli --assume-role-policy-document',
        [file('trust.json', document)],
      )
      await aws('iam attach-role-policy --role-name Cli --policy-arn arn:aws:iam::aws:policy/IAMReadOnlyAccess')
      const line = `sts assume-role --role-arn ${made.Role.Arn} --role-session-name cli --duration-seconds 1800 --external-id ext-1 --tags Key=team,Value=blue Key=cost,Value=7 --transitive-tag-keys team --source-identity alice --policy-arns arn=arn:aws:iam::aws:policy/ReadOnlyAccess --policy`
      const issued = await aws<Issued & Record<string, unknown>>(line, [file('session.json', allow('iam:ListRoles'))])
      assert.equal(issued['SourceIdentity'], 'alice')
      assert.ok(Number(issued['PackedPolicySize']) > 0)
      await aws('iam list-roles', [], keyIn(issued))
      const said = await fails('AccessDenied', 'AssumeRole', {
        line: line.replace('ext-1', 'ext-2'),
        texts: [allow('s3:*')],
      })
      assert.match(
        said,
        /^User: arn:aws:iam::\d{12}:user\/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::\d{12}:role\/Cli/,
      )
    })

    test('get-federation-token', async () => {
      const issued = await aws<Issued & { FederatedUser: { Arn: string } }>(
        'sts get-federation-token --name fed --policy',
        [allow('s3:*')],
      )
      assert.equal(issued.FederatedUser.Arn, `arn:aws:sts::${world.accountId}:federated-user/fed`)
      const said = await fails('AccessDenied', 'GetFederationToken', {
        line: 'sts get-federation-token --name fed',
        key: keyIn(issued),
      })
      assert.equal(said, 'Cannot call GetFederationToken with session credentials')
    })

    test('decode-authorization-message', async () => {
      await aws('iam create-user --user-name lowly')
      const { AccessKey } = await aws<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
        'iam create-access-key --user-name lowly',
      )
      const key = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
      const message = await fails('AccessDenied', 'ListUsers', { line: 'iam list-users', key })
      const opened = await aws<{ DecodedMessage: string }>('sts decode-authorization-message --encoded-message', [
        encodedMessage({ message }),
      ])
      const { allowed, context } = JSON.parse(opened.DecodedMessage) as {
        allowed: boolean
        context: { action: string }
      }
      assert.deepEqual([allowed, context.action], [false, 'iam:ListUsers'])
    })

    test('an operation of AWS that is not served here says what to use', async () => {
      const said = await fails('InvalidAction', 'AssumeRoleWithWebIdentity', {
        line: `sts assume-role-with-web-identity --role-arn arn:aws:iam::${world.accountId}:role/Any --role-session-name xx --web-identity-token abcdef`,
      })
      assert.match(
        said,
        /^The operation AssumeRoleWithWebIdentity is not supported by this version of Brevet: .*AssumeRole/,
      )
    })

    test('MFA: a device is made, enabled and used', async () => {
      const seedFile = join(cwd, 'seed')
      const made = await aws<{ VirtualMFADevice: { SerialNumber: string } }>(
        'iam create-virtual-mfa-device --virtual-mfa-device-name cli --bootstrap-method Base32StringSeed --outfile',
        [seedFile],
      )
      const seed = readFileSync(seedFile, 'ascii')
      const serial = made.VirtualMFADevice.SerialNumber
      const nowMs = world.clock.nowMs()
      await aws(
        `iam enable-mfa-device --user-name admin --serial-number ${serial} --authentication-code1 ${codeAt(seed, nowMs - 30_000)} --authentication-code2 ${codeAt(seed, nowMs)}`,
      )
      // The next step's code is right whether or not a step has passed since: processes are slow.
      const line = `sts get-session-token --serial-number ${serial} --token-code ${codeAt(seed, nowMs + 30_000)}`
      const issued = await aws<Issued>(line)
      await aws('iam list-users', [], keyIn(issued))
      await fails('AccessDenied', 'GetSessionToken', { line })
      const listed = await aws<{ MFADevices: { SerialNumber: string }[] }>('iam list-mfa-devices --user-name admin')
      assert.equal(listed.MFADevices[0]?.SerialNumber, serial)
      await aws(`iam deactivate-mfa-device --user-name admin --serial-number ${serial}`)
      await aws(`iam delete-virtual-mfa-device --serial-number ${serial}`)
    })
  })

  describe('aws iam', CLI_SUITE, () => {
    test('user, group, key and inline policy', async () => {
      const { User } = await aws<{ User: Record<string, string> }>(
        'iam create-user --user-name cli-user --path /cli/ --tags Key=a,Value=b',
      )
      assert.match(User['UserId'] ?? '', /^AIDA[A-Z2-7]{17}$/)
      assert.match(User['CreateDate'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$/)
      await fails('EntityAlreadyExists', 'CreateUser', { line: 'iam create-user --user-name cli-user' })
      await aws('iam create-group --group-name cli-group')
      await aws('iam add-user-to-group --group-name cli-group --user-name cli-user')
      await aws('iam put-user-policy --user-name cli-user --policy-name p --policy-document', [allow('s3:*')])
      const inline = await aws<{ PolicyDocument: unknown }>('iam get-user-policy --user-name cli-user --policy-name p')
      assert.deepEqual(inline.PolicyDocument, JSON.parse(allow('s3:*')))
      const said = await fails('DeleteConflict', 'DeleteUser', { line: 'iam delete-user --user-name cli-user' })
      assert.equal(said, 'Cannot delete entity, must delete policies first.')
      await aws('iam delete-user-policy --user-name cli-user --policy-name p')
      await aws('iam remove-user-from-group --group-name cli-group --user-name cli-user')
      await aws('iam delete-group --group-name cli-group')
      await aws('iam delete-user --user-name cli-user')
      const gone = await fails('NoSuchEntity', 'GetUser', { line: 'iam get-user --user-name cli-user' })
      assert.equal(gone, 'The user with name cli-user cannot be found.')
    })

    test('role and managed policy', async () => {
      const { Role } = await aws<{ Role: { AssumeRolePolicyDocument: unknown; RoleId: string } }>(
        'iam create-role --role-name cli-role --assume-role-policy-document',
        [trust({ Service: 'ec2.amazonaws.com' })],
      )
      assert.match(Role.RoleId, /^AROA[A-Z2-7]{17}$/)
      assert.deepEqual(Role.AssumeRolePolicyDocument, JSON.parse(trust({ Service: 'ec2.amazonaws.com' })))
      const { Policy } = await aws<{ Policy: { Arn: string } }>(
        'iam create-policy --policy-name cli-policy --policy-document',
        [allow('s3:*')],
      )
      await aws(`iam attach-role-policy --role-name cli-role --policy-arn ${Policy.Arn}`)
      await aws(`iam create-policy-version --policy-arn ${Policy.Arn} --set-as-default --policy-document`, [
        allow('sqs:*'),
      ])
      const { PolicyVersion } = await aws<{ PolicyVersion: { Document: unknown } }>(
        `iam get-policy-version --policy-arn ${Policy.Arn} --version-id v2`,
      )
      assert.deepEqual(PolicyVersion.Document, JSON.parse(allow('sqs:*')))
      const listed = await aws<{ AttachedPolicies: unknown }>('iam list-attached-role-policies --role-name cli-role')
      assert.deepEqual(listed.AttachedPolicies, [{ PolicyName: 'cli-policy', PolicyArn: Policy.Arn }])
      await fails('MalformedPolicyDocument', 'CreatePolicy', {
        line: 'iam create-policy --policy-name bad --policy-document',
        texts: ['{}'],
      })
      await aws(`iam detach-role-policy --role-name cli-role --policy-arn ${Policy.Arn}`)
      await aws(`iam delete-policy-version --policy-arn ${Policy.Arn} --version-id v1`)
      await aws(`iam delete-policy --policy-arn ${Policy.Arn}`)
      await aws('iam delete-role --role-name cli-role')
    })

    test('the CLI pages by itself', async () => {
      const all = await aws<{ Policies: { Arn: string }[] }>('iam list-policies --page-size 3')
      assert.ok(all.Policies.length >= 10)
      const some = await aws<{ Policies: unknown[]; NextToken: string }>('iam list-policies --max-items 4')
      assert.equal(some.Policies.length, 4)
      assert.ok(some.NextToken)
    })
  })

  describe('aws organizations', CLI_SUITE, () => {
    test('an account is made and entered', async () => {
      const made = await aws<{ CreateAccountStatus: { State: string; AccountId: string; Id: string } }>(
        'organizations create-account --account-name cli --email cli@example.com',
      )
      assert.equal(made.CreateAccountStatus.State, 'SUCCEEDED')
      const id = made.CreateAccountStatus.AccountId
      await aws(
        `organizations describe-create-account-status --create-account-request-id ${made.CreateAccountStatus.Id}`,
      )
      const listed = await aws<{ Accounts: { Id: string; JoinedTimestamp: unknown }[] }>('organizations list-accounts')
      assert.ok(listed.Accounts.some((account) => account.Id === id))
      const issued = await aws<Issued>(
        `sts assume-role --role-arn arn:aws:iam::${id}:role/OrganizationAccountAccessRole --role-session-name cli`,
      )
      const who = await aws<{ Account: string }>('sts get-caller-identity', [], keyIn(issued))
      assert.equal(who.Account, id)
      await fails('AccessDeniedException', 'ListAccounts', { line: 'organizations list-accounts', key: keyIn(issued) })
      await fails('AccountNotFoundException', 'DescribeAccount', {
        line: 'organizations describe-account --account-id 999999999999',
      })
    })
  })
})
