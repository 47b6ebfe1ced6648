/** AssumeRole with the SDK: every parameter but tags and MFA, accepted and refused. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { allow, assume, keyOf, newPolicy, newRole, newUser, policy, session, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

let world: World
/** Trusts everybody in the account, does everything with IAM, four hours long. */
let worker: string
describe('stsAssumeRole', () => {
  before(async () => {
    world = await openWorld()
    worker = await newRole(world, 'Worker', {
      trust: trust({ AWS: world.accountId }),
      policy: allow('iam:*', 'sts:*'),
      maxSeconds: 14_400,
    })
  })
  after(() => world.close())

  const assumed = (more: Parameters<typeof assume>[3], key = world.admin) => assume(world, key, worker, more)
  const lifeOf = (expiration: Date | undefined): number =>
    Math.round(((expiration?.getTime() ?? 0) - world.clock.nowMs()) / 1000)
  const mayListUsers = (key: Key) => world.iam(key).send(new ListUsersCommand({}))
  const mayListRoles = (key: Key) => world.iam(key).send(new ListRolesCommand({}))
  const role = (name: string): string => `arn:aws:iam::${world.accountId}:role/${name}`

  describe('the answer', () => {
    test("credentials in AWS's shape", async () => {
      const given = await assumed({})
      assert.match(given.Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/)
      assert.match(given.Credentials?.SecretAccessKey ?? '', /^[A-Za-z0-9+/]{40}$/)
      const token = given.Credentials?.SessionToken ?? ''
      assert.match(token, /^[A-Za-z0-9+/]+={0,2}$/)
      assert.ok(token.length <= 500, `a token without policies of ${token.length} characters`)
      assert.equal(given.Credentials?.Expiration?.getMilliseconds(), 0)
      assert.equal(given.AssumedRoleUser?.Arn, `arn:aws:sts::${world.accountId}:assumed-role/Worker/scene`)
      assert.match(given.AssumedRoleUser?.AssumedRoleId ?? '', /^AROA[A-Z2-7]{17}:scene$/)
      assert.equal(given.PackedPolicySize, undefined)
      assert.equal(given.SourceIdentity, undefined)
    })

    test('two sessions share nothing', async () => {
      const [one, two] = await Promise.all([assumed({}), assumed({})])
      assert.notEqual(one.Credentials?.SecretAccessKey, two.Credentials?.SecretAccessKey)
      assert.notEqual(one.Credentials?.SessionToken, two.Credentials?.SessionToken)
    })
  })

  describe('DurationSeconds', () => {
    test('one hour by default, 900 s to the maximum of the role', async () => {
      assert.ok(Math.abs(lifeOf((await assumed({})).Credentials?.Expiration) - 3600) <= 5)
      for (const seconds of [900, 14_400]) {
        const { Credentials } = await assumed({ DurationSeconds: seconds })
        assert.ok(Math.abs(lifeOf(Credentials?.Expiration) - seconds) <= 5)
      }
    })

    test('above the maximum of the role', async () => {
      await refusedAs(
        assumed({ DurationSeconds: 14_401 }),
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
    })

    test('outside of what the model allows', async () => {
      await refusedAs(
        assumed({ DurationSeconds: 899 }),
        'ValidationError',
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      )
      await refusedAs(
        assumed({ DurationSeconds: 43_201 }),
        'ValidationError',
        "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
      )
    })

    test('a chained session: one hour and no second more, whatever the role allows', async () => {
      const first = keyOf((await assumed({})).Credentials)
      const again = await assumed({ DurationSeconds: 3600 }, first)
      assert.ok(Math.abs(lifeOf(again.Credentials?.Expiration) - 3600) <= 5)
      await refusedAs(
        assumed({ DurationSeconds: 3601 }, first),
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      )
    })
  })

  describe('RoleArn and RoleSessionName', () => {
    test('a role that does not exist and one that does not trust say the same', async () => {
      const shy = await newRole(world, 'Shy', { trust: trust({ AWS: `arn:aws:iam::${world.accountId}:user/admin` }) })
      const stranger = await newUser(world, 'stranger', { policy: allow('sts:AssumeRole') })
      const said = async (arn: string) =>
        (await refusedAs(assume(world, stranger, arn), 'AccessDenied')).message.split(' Encoded')[0] ?? ''
      const missing = await said(role('Missing'))
      assert.equal(
        missing,
        `User: arn:aws:iam::${world.accountId}:user/stranger is not authorized to perform: sts:AssumeRole on resource: ${role('Missing')} because no role trust policy allows the sts:AssumeRole action.`,
      )
      assert.equal((await said(shy)).replace('Shy', 'Missing'), missing)
    })

    test('a role of an account that does not exist, too', async () => {
      await refusedAs(
        assume(world, world.admin, 'arn:aws:iam::999999999999:role/Any'),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999999999999:role/Any.`,
      )
    })

    test('the ARN names the role by every letter: path, name, case', async () => {
      await newRole(world, 'Nested', { trust: trust({ AWS: world.accountId }), path: '/a/b/' })
      await session(world, world.admin, { arn: role('a/b/Nested') })
      for (const other of ['Nested', 'a/Nested', 'a/b/nested', 'A/b/Nested', 'a/b/Nested/'])
        await refusedAs(
          assume(world, world.admin, role(other)),
          other.endsWith('/') ? 'ValidationError' : 'AccessDenied',
        )
    })

    test('what is not the ARN of a role', async () => {
      for (const arn of [
        `arn:aws:iam::${world.accountId}:user/admin`,
        'arn:aws:iam::12345:role/Short',
        'arn:aws:s3:::bucket/role/x',
        'just-a-long-enough-text',
      ])
        await refusedAs(assume(world, world.admin, arn), 'ValidationError', `${arn} is invalid`)
      await refusedAs(
        assume(world, world.admin, 'arn:aws:iam'),
        'ValidationError',
        /'roleArn'.*greater than or equal to 20/,
      )
    })

    test('session names: 2 to 64 of the allowed characters', async () => {
      await assumed({ RoleSessionName: 'ab' })
      await assumed({ RoleSessionName: 'x'.repeat(64) })
      await refusedAs(
        assumed({ RoleSessionName: 'a' }),
        'ValidationError',
        /'roleSessionName'.*greater than or equal to 2/,
      )
      await refusedAs(assumed({ RoleSessionName: 'x'.repeat(65) }), 'ValidationError', /less than or equal to 64/)
      await refusedAs(assumed({ RoleSessionName: 'with space' }), 'ValidationError', /regular expression pattern/)
    })

    test('every fault of a request is told at once', async () => {
      await refusedAs(
        assumed({ RoleSessionName: 'a', DurationSeconds: 1, ExternalId: 'x' }),
        'ValidationError',
        /^3 validation errors detected: Value .*; Value .*; Value /,
      )
    })
  })

  describe('ExternalId', () => {
    test('right, wrong and missing', async () => {
      const arn = await newRole(world, 'Vendor', {
        trust: trust({ AWS: world.accountId }, { StringEquals: { 'sts:ExternalId': 'Unique:id/1' } }),
      })
      await session(world, world.admin, { arn, more: { ExternalId: 'Unique:id/1' } })
      const denied = `User: arn:aws:iam::${world.accountId}:user/admin is not authorized to perform: sts:AssumeRole on resource: ${arn}`
      for (const more of [{ ExternalId: 'Unique:id/2' }, { ExternalId: 'unique:id/1' }, {}]) {
        const refusal = await refusedAs(assume(world, world.admin, arn, more), 'AccessDenied')
        assert.ok(refusal.message.startsWith(denied), refusal.message)
      }
    })

    test('a role that asks for none takes any', async () => {
      await assumed({ ExternalId: 'anything' })
      await refusedAs(assumed({ ExternalId: 'with space' }), 'ValidationError', /'externalId'/)
      await refusedAs(assumed({ ExternalId: 'x' }), 'ValidationError', /'externalId'.*greater than or equal to 2/)
    })
  })

  describe('SourceIdentity', () => {
    const own = trust({ AWS: '*' }, undefined, ['sts:AssumeRole', 'sts:SetSourceIdentity'])
    let keeps: string
    before(async () => {
      keeps = await newRole(world, 'Keeps', {
        trust: own,
        policy: allow('sts:AssumeRole', 'sts:SetSourceIdentity', 'iam:*'),
      })
    })

    test('is set, answered, and carried through a chain of three', async () => {
      const first = await assume(world, world.admin, keeps, { SourceIdentity: 'alice@corp' })
      assert.equal(first.SourceIdentity, 'alice@corp')
      const second = await assume(world, keyOf(first.Credentials), keeps)
      assert.equal(second.SourceIdentity, 'alice@corp')
      const third = await assume(world, keyOf(second.Credentials), keeps, { SourceIdentity: 'alice@corp' })
      assert.equal(third.SourceIdentity, 'alice@corp')
    })

    test('cannot be changed on the way', async () => {
      const first = await session(world, world.admin, { arn: keeps, more: { SourceIdentity: 'alice' } })
      await refusedAs(
        assume(world, first, keeps, { SourceIdentity: 'mallory' }),
        'AccessDenied',
        'The source identity of a session cannot be changed by role chaining.',
      )
    })

    test('a role that does not let it in is not assumed at all, carried or set', async () => {
      const denies = await newRole(world, 'NoIdentity', { trust: trust({ AWS: '*' }) })
      await session(world, await newUser(world, 'plain', { policy: allow('sts:AssumeRole') }), { arn: denies })
      await refusedAs(
        assume(world, world.admin, denies, { SourceIdentity: 'alice' }),
        'AccessDenied',
        /sts:SetSourceIdentity/,
      )
      const carrying = await session(world, world.admin, { arn: keeps, more: { SourceIdentity: 'alice' } })
      await refusedAs(assume(world, carrying, denies), 'AccessDenied', /sts:SetSourceIdentity/)
    })

    test('is a condition key of the trust policy and of what the session then does', async () => {
      const named = await newRole(world, 'Named', {
        trust: trust({ AWS: '*' }, { StringLike: { 'sts:SourceIdentity': 'a*' } }, [
          'sts:AssumeRole',
          'sts:SetSourceIdentity',
        ]),
        policy: policy({
          Action: 'iam:ListUsers',
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceIdentity': 'alice' } },
        }),
      })
      await mayListUsers(await session(world, world.admin, { arn: named, more: { SourceIdentity: 'alice' } }))
      const anna = await session(world, world.admin, { arn: named, more: { SourceIdentity: 'anna' } })
      await refusedAs(mayListUsers(anna), 'AccessDenied')
      await refusedAs(assume(world, world.admin, named, { SourceIdentity: 'bob' }), 'AccessDenied')
      await refusedAs(assume(world, world.admin, named), 'AccessDenied')
    })

    test('aws: is reserved', async () => {
      await refusedAs(
        assume(world, world.admin, keeps, { SourceIdentity: 'aws:x' }),
        'ValidationError',
        /sourceIdentity|SourceIdentity/,
      )
    })
  })

  describe('ProvidedContexts', () => {
    test('is refused, not ignored', async () => {
      const contexts = [{ ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'some' }]
      await refusedAs(
        assumed({ ProvidedContexts: contexts }),
        'InvalidParameterValue',
        'ProvidedContexts is not supported: there is no context provider. Pass Tags or SourceIdentity instead.',
      )
      const again = Array.from({ length: 6 }, () => contexts[0] ?? {})
      await refusedAs(assumed({ ProvidedContexts: again }), 'ValidationError', /less than or equal to 5/)
    })
  })

  describe('who may assume', () => {
    test('the root user may not', async () => {
      await refusedAs(assume(world, world.root, worker), 'AccessDenied', 'Roles may not be assumed by root accounts.')
      const { Credentials } = await world.sts(world.root).send(new GetSessionTokenCommand({}))
      await refusedAs(
        assume(world, keyOf(Credentials), worker),
        'AccessDenied',
        'Roles may not be assumed by root accounts.',
      )
    })

    test('account trusted: the user needs permission too; user trusted: it needs none', async () => {
      const carol = await newUser(world, 'carol')
      await refusedAs(
        assume(world, carol, worker),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/carol is not authorized to perform: sts:AssumeRole on resource: ${worker} because no identity-based policy allows the sts:AssumeRole action.`,
      )
      const direct = await newRole(world, 'Direct', {
        trust: trust({ AWS: `arn:aws:iam::${world.accountId}:user/carol` }),
      })
      await session(world, carol, { arn: direct })
    })

    test('an explicit deny of the caller wins over trust', async () => {
      const dave = await newUser(world, 'dave', {
        policy: policy({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }),
      })
      const arn = await newRole(world, 'Dave', { trust: trust({ AWS: `arn:aws:iam::${world.accountId}:user/dave` }) })
      await refusedAs(assume(world, dave, arn), 'AccessDenied', / with an explicit deny in an identity-based policy\.$/)
    })

    test('a chain: each role trusts the one before', async () => {
      const a = await newRole(world, 'LinkA', {
        trust: trust({ AWS: world.accountId }),
        policy: allow('sts:AssumeRole'),
      })
      const b = await newRole(world, 'LinkB', { trust: trust({ AWS: a }), policy: allow('sts:AssumeRole') })
      const c = await newRole(world, 'LinkC', { trust: trust({ AWS: b }), policy: allow('iam:GetRole') })
      const inA = await session(world, world.admin, { arn: a })
      const inB = await session(world, inA, { arn: b })
      const inC = await session(world, inB, { arn: c })
      const { Role } = await world.iam(inC).send(new GetRoleCommand({ RoleName: 'LinkC' }))
      assert.equal(Role?.Arn, c)
      await refusedAs(
        assume(world, inA, c),
        'AccessDenied',
        / no role trust policy allows the sts:AssumeRole action\.$/,
      )
    })

    test('a role does not trust itself unless its trust policy says so', async () => {
      const first = await newRole(world, 'Selfless', {
        trust: trust({ AWS: `arn:aws:iam::${world.accountId}:user/admin` }),
        policy: allow('sts:AssumeRole'),
      })
      const key = await session(world, world.admin, { arn: first })
      await refusedAs(assume(world, key, first), 'AccessDenied')
    })

    test('a session may do what the role may, not what its maker may', async () => {
      const reader = await newRole(world, 'Reader', {
        trust: trust({ AWS: world.accountId }),
        policy: allow('iam:ListRoles'),
      })
      const key = await session(world, world.admin, { arn: reader })
      await mayListRoles(key)
      await refusedAs(
        mayListUsers(key),
        'AccessDenied',
        `User: arn:aws:sts::${world.accountId}:assumed-role/Reader/scene is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${world.accountId}:user/ because no identity-based policy allows the iam:ListUsers action.`,
      )
    })
  })

  describe('Policy and PolicyArns', () => {
    test('an inline policy narrows', async () => {
      const given = await assumed({ Policy: allow('iam:ListRoles') })
      assert.ok((given.PackedPolicySize ?? 0) > 0 && (given.PackedPolicySize ?? 0) < 20)
      await mayListRoles(keyOf(given.Credentials))
      await refusedAs(
        mayListUsers(keyOf(given.Credentials)),
        'AccessDenied',
        / because no session policy allows the iam:ListUsers action\.$/,
      )
    })

    test('an inline policy never widens', async () => {
      const none = await newRole(world, 'None', { trust: trust({ AWS: world.accountId }) })
      const key = await session(world, world.admin, { arn: none, more: { Policy: allow('*') } })
      await refusedAs(mayListRoles(key), 'AccessDenied', / because no identity-based policy allows /)
    })

    test('a deny in it wins', async () => {
      const text = policy({ Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' })
      const key = keyOf((await assumed({ Policy: text })).Credentials)
      await mayListRoles(key)
      await refusedAs(mayListUsers(key), 'AccessDenied', / with an explicit deny in a session policy\.$/)
    })

    test('several are united, then narrow together', async () => {
      const users = await newPolicy(world, 'SessionUsers', allow('iam:ListUsers'))
      const given = await assumed({ Policy: allow('iam:ListRoles'), PolicyArns: [{ arn: users }] })
      const key = keyOf(given.Credentials)
      await mayListRoles(key)
      await mayListUsers(key)
      await refusedAs(
        world.iam(key).send(new GetUserCommand({ UserName: 'admin' })),
        'AccessDenied',
        / no session policy allows /,
      )
    })

    test('ten managed policies are taken, AWS’s own among them, eleven are not', async () => {
      const own = await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          newPolicy(world, `Ten${index}`, allow(index === 4 ? 'iam:ListUsers' : 's3:*')),
        ),
      )
      const arns = [...own, 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'].map((arn) => ({ arn }))
      const given = await assumed({ PolicyArns: arns })
      assert.ok((given.PackedPolicySize ?? 0) > 0)
      await mayListUsers(keyOf(given.Credentials))
      await refusedAs(mayListRoles(keyOf(given.Credentials)), 'AccessDenied', / no session policy allows /)
      await refusedAs(
        assumed({ PolicyArns: [...arns, { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }),
        'ValidationError',
        /'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10$/,
      )
    })

    test('a managed policy that does not exist or belongs to others', async () => {
      const missing = `arn:aws:iam::${world.accountId}:policy/Missing`
      await refusedAs(
        assumed({ PolicyArns: [{ arn: missing }] }),
        'ValidationError',
        `Policy ${missing} does not exist.`,
      )
      await refusedAs(assumed({ PolicyArns: [{ arn: 'arn:aws:iam::999999999999:policy/Theirs' }] }), 'ValidationError')
      await refusedAs(assumed({ PolicyArns: [{ arn: 'arn:aws:iam::aws:role/NoPolicyAtAll' }] }), 'ValidationError')
    })

    test('what is no policy', async () => {
      const malformed = async (text: string, sentence?: RegExp) => {
        const refusal = await refusedAs(assumed({ Policy: text }), 'MalformedPolicyDocumentException', sentence)
        assert.equal(refusal.status, 400)
      }
      await malformed('{}')
      await malformed('not JSON')
      await malformed(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}],"Version":"2012-10-17"}',
      )
      await malformed(trust({ AWS: '*' }))
      await malformed(policy({ Action: 's3:*', Resource: '*', Condition: { NoSuchOperator: { a: 'b' } } }))
    })

    test('too large, inline and packed', async () => {
      const resources = (count: number) =>
        Array.from(
          { length: count },
          (_, index) => `arn:aws:s3:::bucket-${(index * 7919) % 1000}/${(index * 104_729) % 9973}`,
        )
      const fits = policy({ Action: 's3:GetObject', Resource: resources(45) })
      assert.ok(fits.length <= 5048)
      assert.ok(((await assumed({ Policy: fits })).PackedPolicySize ?? 0) <= 100)
      const large = policy({ Action: 's3:GetObject', Resource: resources(90) })
      const refusal = await refusedAs(
        assumed({ Policy: large }),
        'PackedPolicyTooLargeException',
        /^Packed policy consumes \d{3}% of allotted space, please use smaller policy\.$/,
      )
      assert.equal(refusal.status, 400)
    })

    test('tags and policies share one budget', async () => {
      const tags = Array.from({ length: 40 }, (_, index) => ({
        Key: `key-${index}`,
        Value: randomBytes(120).toString('hex'),
      }))
      const tagged = await newRole(world, 'Tagged', {
        trust: trust({ AWS: world.accountId }, undefined, ['sts:AssumeRole', 'sts:TagSession']),
      })
      await assume(world, world.admin, tagged, { Tags: tags.slice(0, 5) })
      await refusedAs(
        assume(world, world.admin, tagged, { Tags: tags }),
        'PackedPolicyTooLargeException',
        /^Packed size of session tags consumes \d{3}% of allotted space\.$/,
      )
    })

    test('a managed session policy follows its default version; a deleted one allows nothing', async () => {
      const arn = await newPolicy(world, 'Living', allow('iam:ListUsers'))
      const key = keyOf((await assumed({ PolicyArns: [{ arn }] })).Credentials)
      await mayListUsers(key)
      await world.iam().send(
        new CreatePolicyVersionCommand({
          PolicyArn: arn,
          PolicyDocument: allow('iam:ListRoles'),
          SetAsDefault: true,
        }),
      )
      await refusedAs(mayListUsers(key), 'AccessDenied')
      await mayListRoles(key)
      await world.iam().send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: 'v1' }))
      await world.iam().send(new DeletePolicyCommand({ PolicyArn: arn }))
      await refusedAs(mayListRoles(key), 'AccessDenied')
      assert.ok((await world.sts(key).send(new GetCallerIdentityCommand())).Arn)
    })
  })
})
