/** GetSessionToken and GetFederationToken: every parameter, and what their sessions may not call. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { ListRolesCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import { DescribeOrganizationCommand, ListAccountsCommand } from '@aws-sdk/client-organizations'
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import type { GetFederationTokenCommandInput } from '@aws-sdk/client-sts'
import { allow, assume, keyOf, newPolicy, newRole, newUser, policy, session, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { send, signedPost, stsForm } from './signedCall.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

let world: World
let user: Key
describe('stsUserSessions', () => {
  before(async () => {
    world = await openWorld()
    user = await newUser(world, 'uma', { policy: allow('*') })
  })
  after(() => world.close())

  const lifeOf = (expiration: Date | undefined): number =>
    Math.round(((expiration?.getTime() ?? 0) - world.clock.nowMs()) / 1000)
  const about = (expiration: Date | undefined, seconds: number): void =>
    assert.ok(Math.abs(lifeOf(expiration) - seconds) <= 5, `${lifeOf(expiration)} s instead of ${seconds} s`)
  const listAccounts = (key: Key) => world.organizations(key).send(new ListAccountsCommand({}))
  const describeOrganization = (key: Key) => world.organizations(key).send(new DescribeOrganizationCommand({}))

  describe('GetSessionToken', () => {
    const token = async (seconds?: number, key = user) =>
      (await world.sts(key).send(new GetSessionTokenCommand(seconds === undefined ? {} : { DurationSeconds: seconds })))
        .Credentials

    test('12 h by default, 15 min to 36 h', async () => {
      about((await token())?.Expiration, 43_200)
      about((await token(900))?.Expiration, 900)
      about((await token(129_600))?.Expiration, 129_600)
      await refusedAs(
        token(899),
        'ValidationError',
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      )
      await refusedAs(token(129_601), 'ValidationError', /less than or equal to 129600$/)
    })

    test('the root user: never more than an hour', async () => {
      about((await token(undefined, world.root))?.Expiration, 3600)
      about((await token(129_600, world.root))?.Expiration, 3600)
      about((await token(900, world.root))?.Expiration, 900)
    })

    test('needs no permission', async () => {
      const bare = await newUser(world, 'bare')
      await token(900, bare)
      const denied = await newUser(world, 'denied', { policy: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) })
      await token(900, denied)
    })

    test('a session may do what its user may', async () => {
      await listAccounts(keyOf(await token()))
      const bare = await newUser(world, 'bare2')
      await refusedAs(listAccounts(keyOf(await token(900, bare))), 'AccessDeniedException')
    })

    test('not with a session', async () => {
      const role = await newRole(world, 'Any', { trust: trust({ AWS: world.accountId }), policy: allow('*') })
      const federated = await world.sts(user).send(new GetFederationTokenCommand({ Name: 'fed', Policy: allow('*') }))
      const sessions = [keyOf(await token()), await session(world, user, { arn: role }), keyOf(federated.Credentials)]
      for (const key of sessions) {
        await refusedAs(token(900, key), 'AccessDenied', 'Cannot call GetSessionToken with session credentials')
        await refusedAs(
          world.sts(key).send(new GetFederationTokenCommand({ Name: 'xx' })),
          'AccessDenied',
          'Cannot call GetFederationToken with session credentials',
        )
      }
    })

    test('its sessions call no IAM without MFA, and of STS only AssumeRole and GetCallerIdentity', async () => {
      const key = keyOf(await token())
      const refusal = await refusedAs(
        world.iam(key).send(new ListUsersCommand({})),
        'InvalidClientTokenId',
        'The security token included in the request is invalid',
      )
      assert.equal(refusal.status, 403)
      await world.sts(key).send(new GetCallerIdentityCommand())
      const role = await newRole(world, 'Reached', { trust: trust({ AWS: world.accountId }) })
      await session(world, key, { arn: role })
      await refusedAs(
        world.sts(key).send(new GetAccessKeyInfoCommand({ AccessKeyId: user.accessKeyId })),
        'AccessDenied',
        'Cannot call GetAccessKeyInfo with session credentials',
      )
      await refusedAs(
        world.sts(key).send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' })),
        'AccessDenied',
        'Cannot call DecodeAuthorizationMessage with session credentials',
      )
    })
  })

  interface JsonAnswer {
    readonly GetSessionTokenResponse?: {
      readonly GetSessionTokenResult: {
        readonly Credentials: Readonly<Record<'AccessKeyId' | 'SecretAccessKey' | 'SessionToken', string>>
        readonly PackedPolicySize?: number
      }
    }
    readonly Error?: { readonly Code: string; readonly Message: string }
  }

  describe('GetSessionToken with Policy and PolicyArns, which are Brevet’s own', () => {
    /** The SDK lacks the parameters: signed by hand. */
    const narrowed = async (parameters: Record<string, string>, key = user) => {
      const headers = [['Accept', 'application/json']] as const
      const wire = signedPost(world, key, { body: stsForm('GetSessionToken', parameters), headers })
      return JSON.parse((await send(world, wire)).body) as JsonAnswer
    }
    const narrowedKey = async (parameters: Record<string, string>, key = user): Promise<Key> => {
      const answer = await narrowed(parameters, key)
      assert.ok(answer.GetSessionTokenResponse !== undefined, JSON.stringify(answer))
      const { AccessKeyId, SecretAccessKey, SessionToken } =
        answer.GetSessionTokenResponse.GetSessionTokenResult.Credentials
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    }

    test('an inline policy narrows what the user may do', async () => {
      const key = await narrowedKey({ Policy: allow('organizations:ListAccounts') })
      await listAccounts(key)
      await refusedAs(
        describeOrganization(key),
        'AccessDeniedException',
        / because no session policy allows the organizations:DescribeOrganization action\.$/,
      )
    })

    test('never widens', async () => {
      const bare = await newUser(world, 'bare3')
      await refusedAs(listAccounts(await narrowedKey({ Policy: allow('*') }, bare)), 'AccessDeniedException')
    })

    test('managed policies are united with it; the size is answered', async () => {
      const arn = await newPolicy(world, 'OrgReader', allow('organizations:DescribeOrganization'))
      const both = { Policy: allow('organizations:ListAccounts'), 'PolicyArns.member.1.arn': arn }
      const answer = await narrowed(both)
      const size = answer.GetSessionTokenResponse?.GetSessionTokenResult.PackedPolicySize ?? 0
      assert.ok(size > 0 && size < 100, String(size))
      const key = await narrowedKey(both)
      await listAccounts(key)
      await describeOrganization(key)
      await refusedAs(listAccounts(await narrowedKey({ 'PolicyArns.member.1.arn': arn })), 'AccessDeniedException')
    })

    test('limits it even where a trust policy names the user', async () => {
      const arn = await newRole(world, 'NamesUma', {
        trust: trust({ AWS: `arn:aws:iam::${world.accountId}:user/uma` }),
      })
      const plain = await world.sts(user).send(new GetSessionTokenCommand({}))
      await session(world, keyOf(plain.Credentials), { arn })
      await refusedAs(
        assume(world, await narrowedKey({ Policy: allow('organizations:*') }), arn),
        'AccessDenied',
        / because no session policy allows the sts:AssumeRole action\.$/,
      )
      await session(world, await narrowedKey({ Policy: allow('sts:AssumeRole') }), { arn })
    })

    test('what is wrong is refused', async () => {
      const code = async (parameters: Record<string, string>) => (await narrowed(parameters)).Error?.Code
      assert.equal(await code({ Policy: 'no policy' }), 'MalformedPolicyDocument')
      assert.equal(
        await code({ Policy: allow(...Array.from({ length: 200 }, (_, n) => `s3:Get${n}Object`)) }),
        'PackedPolicyTooLarge',
      )
      assert.equal(
        await code({ 'PolicyArns.member.1.arn': `arn:aws:iam::${world.accountId}:policy/Missing` }),
        'ValidationError',
      )
      const eleven = Array.from({ length: 11 }, (_, n) => [
        `PolicyArns.member.${n + 1}.arn`,
        'arn:aws:iam::aws:policy/ReadOnlyAccess',
      ])
      assert.equal(await code(Object.fromEntries(eleven) as Record<string, string>), 'ValidationError')
    })
  })

  describe('GetFederationToken', () => {
    const federate = (more: Partial<GetFederationTokenCommandInput> = {}, key = user) =>
      world.sts(key).send(new GetFederationTokenCommand({ Name: 'Fed', ...more }))
    const federated = async (more: Partial<GetFederationTokenCommandInput>, key = user) =>
      keyOf((await federate(more, key)).Credentials)

    test('12 h by default, 15 min to 36 h, for root an hour', async () => {
      // AssumeRole leaves the size out where nothing is passed: recorded from AWS (LocalStack, test_get_federation_token).
      assert.equal((await federate()).PackedPolicySize, 0)
      about((await federate()).Credentials?.Expiration, 43_200)
      about((await federate({ DurationSeconds: 900 })).Credentials?.Expiration, 900)
      about((await federate({ DurationSeconds: 129_600 })).Credentials?.Expiration, 129_600)
      about((await federate({ DurationSeconds: 129_600 }, world.root)).Credentials?.Expiration, 3600)
      await refusedAs(federate({ DurationSeconds: 899 }), 'ValidationError', /greater than or equal to 900$/)
      await refusedAs(federate({ DurationSeconds: 129_601 }), 'ValidationError', /less than or equal to 129600$/)
    })

    test('without a session policy its sessions may do nothing', async () => {
      await refusedAs(
        listAccounts(await federated({})),
        'AccessDeniedException',
        `User: arn:aws:sts::${world.accountId}:federated-user/Fed is not authorized to perform: organizations:ListAccounts on resource: * because no session policy allows the organizations:ListAccounts action.`,
      )
    })

    test('both the user and the session policy must allow', async () => {
      await listAccounts(await federated({ Policy: allow('organizations:ListAccounts') }))
      await refusedAs(
        describeOrganization(await federated({ Policy: allow('organizations:ListAccounts') })),
        'AccessDeniedException',
      )
      const broker = await newUser(world, 'broker', {
        policy: allow('sts:GetFederationToken', 'organizations:ListAccounts'),
      })
      const key = await federated({ Policy: allow('*') }, broker)
      await listAccounts(key)
      await refusedAs(describeOrganization(key), 'AccessDeniedException', / because no identity-based policy allows /)
    })

    test('managed policies, alone and united with an inline one; ten, not eleven', async () => {
      const arn = await newPolicy(world, 'FedOrg', allow('organizations:DescribeOrganization'))
      await describeOrganization(await federated({ PolicyArns: [{ arn }] }))
      const key = await federated({ Policy: allow('organizations:ListAccounts'), PolicyArns: [{ arn }] })
      await describeOrganization(key)
      await listAccounts(key)
      const many = (count: number) => Array.from({ length: count }, () => ({ arn }))
      const given = await federate({ PolicyArns: many(10) })
      assert.ok((given.PackedPolicySize ?? 0) > 0)
      await refusedAs(federate({ PolicyArns: many(11) }), 'ValidationError', /less than or equal to 10$/)
      await refusedAs(federate({ Policy: '{}' }), 'MalformedPolicyDocumentException')
      const noise = Array.from({ length: 40 }, (_, n) => ({ Key: `key-${n}`, Value: randomBytes(120).toString('hex') }))
      await refusedAs(
        federate({ Policy: allow('s3:*'), Tags: noise }),
        'PackedPolicyTooLargeException',
        /^Packed policy consumes \d{3}% of allotted space, please use smaller policy\.$/,
      )
      const long = allow(...Array.from({ length: 200 }, (_, n) => `s3:Get${n}Object`))
      await refusedAs(federate({ Policy: long }), 'ValidationError', /'policy' .* less than or equal to 2048$/)
    })

    test('needs permission for the federated user’s ARN', async () => {
      const arn = `arn:aws:sts::${world.accountId}:federated-user/build-*`
      const broker = await newUser(world, 'narrowBroker', {
        policy: policy({ Action: 'sts:GetFederationToken', Resource: arn }),
      })
      await federate({ Name: 'build-7' }, broker)
      await refusedAs(
        federate({ Name: 'other' }, broker),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/narrowBroker is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::${world.accountId}:federated-user/other because no identity-based policy allows the sts:GetFederationToken action.`,
      )
    })

    test('names: 2 to 32 of the allowed characters', async () => {
      await federate({ Name: 'ab' })
      await federate({ Name: 'x'.repeat(32) })
      await refusedAs(federate({ Name: 'a' }), 'ValidationError', /'name'.*greater than or equal to 2/)
      await refusedAs(federate({ Name: 'x'.repeat(33) }), 'ValidationError', /less than or equal to 32/)
      await refusedAs(federate({ Name: 'with space' }), 'ValidationError', /regular expression pattern/)
    })

    test('its sessions call no IAM, and of STS only GetCallerIdentity', async () => {
      const key = await federated({ Policy: allow('*') })
      await refusedAs(world.iam(key).send(new ListRolesCommand({})), 'InvalidClientTokenId')
      await world.sts(key).send(new GetCallerIdentityCommand())
      const role = await newRole(world, 'FedTarget', { trust: trust({ AWS: '*' }) })
      await refusedAs(assume(world, key, role), 'AccessDenied', 'Cannot call AssumeRole with session credentials')
      await refusedAs(
        world.sts(key).send(new GetAccessKeyInfoCommand({ AccessKeyId: user.accessKeyId })),
        'AccessDenied',
        'Cannot call GetAccessKeyInfo with session credentials',
      )
    })
  })
})
