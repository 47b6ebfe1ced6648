/** How sessions end: by time, and at once when what they came from is taken away. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { ListAccountsCommand } from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand, GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { allow, assume, keyOf, newKey, newRole, newUser, session, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const EXPIRED = 'The security token included in the request is expired'

let world: World
let role: string
describe('expiry', () => {
  before(async () => {
    world = await openWorld({}, { still: true })
    role = await newRole(world, 'Short', { trust: trust({ AWS: world.accountId }), policy: allow('sts:AssumeRole') })
  })
  after(() => world.close())

  const whoami = (key: Key) => world.sts(key).send(new GetCallerIdentityCommand())
  const expired = async (key: Key) => {
    const refusal = await refusedAs(whoami(key), 'ExpiredToken', EXPIRED)
    // The SDKs know this code by the model's class too.
    assert.equal(refusal.status, 403)
  }

  describe('time', () => {
    test('a role session works one second before its Expiration, and not at it', async () => {
      const { Credentials } = await assume(world, world.admin, role, { DurationSeconds: 900 })
      const key = keyOf(Credentials)
      const leftMs = (Credentials?.Expiration?.getTime() ?? 0) - world.clock.nowMs()
      world.clock.advance(leftMs - 1000)
      await whoami(key)
      world.clock.advance(1000)
      await expired(key)
    })

    test('user sessions and federated ones too', async () => {
      const plain = await world.sts().send(new GetSessionTokenCommand({ DurationSeconds: 900 }))
      const federated = await world.sts().send(new GetFederationTokenCommand({ Name: 'fed', DurationSeconds: 900 }))
      const keys = [keyOf(plain.Credentials), keyOf(federated.Credentials)]
      world.clock.advance(899_000)
      for (const key of keys) await whoami(key)
      world.clock.advance(2_000)
      for (const key of keys) await expired(key)
    })

    test('an expired session makes no new one, and the JSON protocol says it in its own words', async () => {
      const key = await session(world, world.admin, { arn: role, more: { DurationSeconds: 900 } })
      world.clock.advance(901_000)
      await refusedAs(assume(world, key, role), 'ExpiredToken', EXPIRED)
      await refusedAs(world.organizations(key).send(new ListAccountsCommand({})), 'ExpiredTokenException', EXPIRED)
    })

    test('a session made by a session outlives it: only its own time counts', async () => {
      const first = await session(world, world.admin, { arn: role, more: { DurationSeconds: 900 } })
      const other = await newRole(world, 'Longer', { trust: trust({ AWS: role }) })
      const chained = await session(world, first, { arn: other, more: { DurationSeconds: 3600 } })
      world.clock.advance(1_000_000)
      await expired(first)
      await whoami(chained)
    })

    test('a clock that jumps back does not revive it', async () => {
      const key = await session(world, world.admin, { arn: role, more: { DurationSeconds: 900 } })
      world.clock.advance(901_000)
      await expired(key)
      world.clock.advance(-600_000)
      await expired(key)
      await whoami(world.admin)
      world.clock.advance(600_000)
      await expired(key)
    })
  })

  describe('a restart with the clock set back', () => {
    test('does not revive it either: the highest time seen is kept', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'brevet-expiry-'))
      const served = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
        const opened = await openWorld({ 'data-dir': directory }, { still: true })
        return work(opened).finally(() => opened.close())
      }
      const isExpired = (opened: World, key: Key) =>
        refusedAs(opened.sts(key).send(new GetCallerIdentityCommand()), 'ExpiredToken', EXPIRED)
      try {
        const key = await served(async (first) => {
          const { Credentials } = await first.sts().send(new GetSessionTokenCommand({ DurationSeconds: 900 }))
          first.clock.advance(901_000)
          await isExpired(first, keyOf(Credentials))
          return keyOf(Credentials)
        })
        await served(async (second) => {
          await second.sts().send(new GetCallerIdentityCommand())
          await isExpired(second, key)
        })
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
  })

  describe('what ends sessions at once', () => {
    /** A user's session, a federated one and a role session, all made with `key`. */
    const allKinds = async (key: Key): Promise<readonly Key[]> => {
      const plain = await world.sts(key).send(new GetSessionTokenCommand({}))
      const federated = await world.sts(key).send(new GetFederationTokenCommand({ Name: 'fed' }))
      const assumed = await session(world, key, { arn: role })
      return [keyOf(plain.Credentials), keyOf(federated.Credentials), assumed]
    }
    const maker = { policy: allow('sts:*') }
    const remove = (user: string, key: Key) =>
      world.iam().send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: key.accessKeyId }))
    const setStatus = (user: string, key: Key, Status: 'Active' | 'Inactive') =>
      world.iam().send(new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: key.accessKeyId, Status }))

    test('a deleted key', async () => {
      const key = await newUser(world, 'kim', maker)
      const sessions = await allKinds(key)
      for (const one of sessions) await whoami(one)
      await remove('kim', key)
      await refusedAs(whoami(key), 'InvalidClientTokenId')
      for (const one of sessions) await expired(one)
    })

    test('a deactivated key; activating it again revives none of them', async () => {
      const key = await newUser(world, 'leo', maker)
      const sessions = await allKinds(key)
      await setStatus('leo', key, 'Inactive')
      await refusedAs(whoami(key), 'InvalidClientTokenId')
      for (const one of sessions) await expired(one)
      await setStatus('leo', key, 'Active')
      await whoami(key)
      for (const one of sessions) await expired(one)
      // The revocation includes its own millisecond, and this clock stands still.
      world.clock.advance(1)
      const fresh = await allKinds(key)
      for (const one of fresh) await whoami(one)
    })

    test('only its own: a session of the user’s other key lives on', async () => {
      const key = await newUser(world, 'mo', maker)
      const other = await newKey(world, 'mo')
      const [kept] = await allKinds(other)
      const [ended] = await allKinds(key)
      assert.ok(kept !== undefined && ended !== undefined)
      await remove('mo', key)
      await expired(ended)
      await whoami(kept)
    })

    test('a chain ends with the key it began with', async () => {
      const key = await newUser(world, 'nia', maker)
      const next = await newRole(world, 'Next', { trust: trust({ AWS: role }) })
      const chained = await session(world, await session(world, key, { arn: role }), { arn: next })
      await whoami(chained)
      await remove('nia', key)
      await expired(chained)
    })

    test('a deleted user; one of the same name is somebody else', async () => {
      const key = await newUser(world, 'ola')
      const { Credentials } = await world.sts(key).send(new GetSessionTokenCommand({}))
      await remove('ola', key)
      await world.iam().send(new DeleteUserCommand({ UserName: 'ola' }))
      await expired(keyOf(Credentials))
      await whoami(await newUser(world, 'ola'))
      await expired(keyOf(Credentials))
    })

    test('a deleted role; one of the same name is another', async () => {
      const arn = await newRole(world, 'Gone', { trust: trust({ AWS: world.accountId }) })
      const key = await session(world, world.admin, { arn })
      await whoami(key)
      await world.iam().send(new DeleteRoleCommand({ RoleName: 'Gone' }))
      await expired(key)
      await world
        .iam()
        .send(new CreateRoleCommand({ RoleName: 'Gone', AssumeRolePolicyDocument: trust({ AWS: world.accountId }) }))
      await expired(key)
      await whoami(await session(world, world.admin, { arn }))
    })
  })
})
