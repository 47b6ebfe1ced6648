/** GetCallerIdentity, GetAccessKeyInfo and DecodeAuthorizationMessage with the SDK. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { newMember } from './accounts.ts'
import { allow, assume, keyOf, newRole, newUser, policy, trust } from './people.ts'
import { encodedMessage, refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

let world: World
let alice: Key
describe('stsCaller', () => {
  before(async () => {
    world = await openWorld()
    alice = await newUser(world, 'alice')
  })
  after(() => world.close())

  const whoami = async (key: Key) => {
    const { Account, Arn, UserId } = await world.sts(key).send(new GetCallerIdentityCommand())
    return { Account, Arn, UserId }
  }

  describe('GetCallerIdentity', () => {
    test('a user: ARN and unique id of 21 characters, without any permission', async () => {
      const { Account, Arn, UserId } = await whoami(alice)
      assert.equal(Account, world.accountId)
      assert.equal(Arn, `arn:aws:iam::${world.accountId}:user/alice`)
      assert.match(UserId ?? '', /^AIDA[A-Z2-7]{17}$/)
    })

    test('the root user: the account is its id', async () => {
      const id = world.accountId
      assert.deepEqual(await whoami(world.root), { Account: id, Arn: `arn:aws:iam::${id}:root`, UserId: id })
    })

    test('a GetSessionToken session is the user itself', async () => {
      const { Credentials } = await world.sts(alice).send(new GetSessionTokenCommand({}))
      assert.deepEqual(await whoami(keyOf(Credentials)), await whoami(alice))
    })

    test('a role session: role id and session name, no path in the ARN', async () => {
      const arn = await newRole(world, 'Deploy', { trust: trust({ AWS: world.accountId }), path: '/ci/deep/' })
      assert.equal(arn, `arn:aws:iam::${world.accountId}:role/ci/deep/Deploy`)
      const given = await assume(world, world.admin, arn, { RoleSessionName: 'build-7@ci=x,y.z' })
      const who = await whoami(keyOf(given.Credentials))
      assert.equal(who.Arn, `arn:aws:sts::${world.accountId}:assumed-role/Deploy/build-7@ci=x,y.z`)
      assert.match(who.UserId ?? '', /^AROA[A-Z2-7]{17}:build-7@ci=x,y\.z$/)
      assert.deepEqual([who.Arn, who.UserId], [given.AssumedRoleUser?.Arn, given.AssumedRoleUser?.AssumedRoleId])
    })

    test('a federated user', async () => {
      const given = await world.sts().send(new GetFederationTokenCommand({ Name: 'Bob@corp' }))
      const id = `${world.accountId}:Bob@corp`
      const arn = `arn:aws:sts::${world.accountId}:federated-user/Bob@corp`
      assert.deepEqual(given.FederatedUser, { Arn: arn, FederatedUserId: id })
      assert.deepEqual(await whoami(keyOf(given.Credentials)), { Account: world.accountId, Arn: arn, UserId: id })
    })

    test('an explicit deny of everything does not stop it', async () => {
      const denied = await newUser(world, 'denied', { policy: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) })
      assert.equal((await whoami(denied)).Arn, `arn:aws:iam::${world.accountId}:user/denied`)
    })

    test('any region may stand in the signature where none are configured', async () => {
      for (const region of ['eu-central-1', 'our-cellar-1', 'us-east-1']) {
        const { Account } = await world.sts(alice, region).send(new GetCallerIdentityCommand())
        assert.equal(Account, world.accountId)
      }
    })
  })

  describe('GetAccessKeyInfo', () => {
    const info = async (id: string, key = world.admin) =>
      (await world.sts(key).send(new GetAccessKeyInfoCommand({ AccessKeyId: id }))).Account

    test('reads the account from a key id, long-term and temporary', async () => {
      const { Credentials } = await world.sts(alice).send(new GetSessionTokenCommand({}))
      assert.equal(await info(alice.accessKeyId), world.accountId)
      assert.equal(await info(Credentials?.AccessKeyId ?? ''), world.accountId)
    })

    test("AWS's documented decoding of a key id gives the same account", async () => {
      // base32, six bytes, the top bit and the last seven put aside: how public decoders read AWS's own ids.
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
      let value = 0n
      for (const letter of alice.accessKeyId.slice(4)) value = value * 32n + BigInt(alphabet.indexOf(letter))
      const account = ((value >> 32n) & 0x7fffffffff80n) >> 7n
      assert.equal(String(account).padStart(12, '0'), world.accountId)
    })

    test("tells the account of a key that is not ours, as AWS does, and refuses what is no key's id", async () => {
      assert.equal(await info('ASIAY34FZKBOKMUTVV7A'), '609629065308')
      const wrong = await refusedAs(info('AKIA1111111111111111'), 'ValidationError')
      assert.match(wrong.message, /AKIA1111111111111111/)
      await refusedAs(info('short'), 'ValidationError', /accessKeyId.*length greater than or equal to 16/)
      await refusedAs(info('A'.repeat(129)), 'ValidationError', /length less than or equal to 128/)
      await refusedAs(info('AKIA-not-a-word-at-all'), 'ValidationError', /regular expression pattern/)
    })

    test('needs permission', async () => {
      await refusedAs(
        info(alice.accessKeyId, alice),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/alice is not authorized to perform: sts:GetAccessKeyInfo on resource: * because no identity-based policy allows the sts:GetAccessKeyInfo action.`,
      )
    })
  })

  describe('DecodeAuthorizationMessage', () => {
    const decode = async (key: Key, message: string) => {
      const { DecodedMessage } = await world
        .sts(key)
        .send(new DecodeAuthorizationMessageCommand({ EncodedMessage: message }))
      return JSON.parse(DecodedMessage ?? '') as {
        allowed: boolean
        explicitDeny: boolean
        matchedStatements: { items: { effect: string; policy: string }[] }
        context: {
          principal: { id: string; arn: string }
          action: string
          resource: string
          conditions: { items: { key: string; values: { items: { value: string }[] } }[] }
        }
        reasoning: { layer: string | null }
      }
    }

    test('shows the administrator who, what, on what, and why', async () => {
      const message = encodedMessage(await refused(world.iam(alice).send(new ListUsersCommand({}))))
      const opened = await decode(world.admin, message)
      assert.equal(opened.allowed, false)
      assert.equal(opened.explicitDeny, false)
      assert.equal(opened.context.action, 'iam:ListUsers')
      assert.equal(opened.context.resource, `arn:aws:iam::${world.accountId}:user/`)
      assert.equal(opened.context.principal.arn, `arn:aws:iam::${world.accountId}:user/alice`)
      assert.match(opened.context.principal.id, /^AIDA[A-Z2-7]{17}$/)
      assert.equal(opened.reasoning.layer, 'identity')
      const keys = new Map(opened.context.conditions.items.map(({ key, values }) => [key, values.items[0]?.value]))
      assert.equal(keys.get('aws:username'), 'alice')
      assert.equal(keys.get('aws:sourceip'), '127.0.0.1')
    })

    test('names the statement of an explicit deny', async () => {
      const eve = await newUser(world, 'eve', {
        policy: policy({ Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'iam:GetUser', Resource: '*' }),
      })
      const opened = await decode(
        world.admin,
        encodedMessage(await refused(world.iam(eve).send(new GetUserCommand({ UserName: 'alice' })))),
      )
      assert.equal(opened.explicitDeny, true)
      assert.deepEqual(
        opened.matchedStatements.items.map(({ effect, policy: id }) => [effect, id]),
        [['Deny', 'inline:scenario']],
      )
    })

    test('needs permission, and a message that was given to this account and is whole', async () => {
      const message = encodedMessage(await refused(world.iam(alice).send(new ListUsersCommand({}))))
      await refusedAs(decode(alice, message), 'AccessDenied', /sts:DecodeAuthorizationMessage/)
      const changed = `${message.slice(0, 40)}${message[40] === 'A' ? 'B' : 'A'}${message.slice(41)}`
      const refusal = await refusedAs(decode(world.admin, changed), 'InvalidAuthorizationMessageException')
      assert.equal(refusal.status, 400)
      await refusedAs(decode(world.admin, 'no message at all'), 'InvalidAuthorizationMessageException')
      await refusedAs(decode(world.admin, ''), 'ValidationError', /encodedMessage/)
      await refusedAs(decode(world.admin, 'x'.repeat(10_241)), 'ValidationError', /less than or equal to 10240/)
    })

    test('who holds the permission may open it, in the account it was given to only', async () => {
      const decoder = await newUser(world, 'decoder', { policy: allow('sts:DecodeAuthorizationMessage') })
      const message = encodedMessage(await refused(world.iam(alice).send(new ListUsersCommand({}))))
      assert.equal((await decode(decoder, message)).context.action, 'iam:ListUsers')
      const { admin } = await newMember(world, 'elsewhere')
      await refusedAs(decode(admin, message), 'InvalidAuthorizationMessageException')
    })
  })
})
