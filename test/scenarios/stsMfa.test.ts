/** MFA through STS: SerialNumber and TokenCode on GetSessionToken and AssumeRole, and the conditions that ask for them. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { allow, assume, keyOf, newRole, newUser, policy, session, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { codeAt } from './totp.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

interface Device {
  readonly serial: string
  readonly seed: string
}

const STEP_MS = 30_000
const INVALID = 'MultiFactorAuthentication failed with invalid MFA one time pass code. '
const NOT_YOURS =
  'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.'

let world: World
let user: Key
let phone: Device

async function newDevice(name: string): Promise<Device> {
  const made = await world.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }))
  const { Base32StringSeed, SerialNumber } = made.VirtualMFADevice ?? {}
  return { serial: SerialNumber ?? '', seed: Buffer.from(Base32StringSeed ?? []).toString('ascii') }
}

async function enable(userName: string, { seed, serial }: Device): Promise<void> {
  const nowMs = world.clock.nowMs()
  const codes = {
    AuthenticationCode1: codeAt(seed, nowMs - STEP_MS),
    AuthenticationCode2: codeAt(seed, nowMs),
  }
  await world.iam().send(new EnableMFADeviceCommand({ UserName: userName, SerialNumber: serial, ...codes }))
}

const code = (device = phone, steps = 0): string => codeAt(device.seed, world.clock.nowMs() + steps * STEP_MS)
/** Six digits that are none of the device's codes around now. */
const wrongCode = (device = phone): string => {
  const near = new Set([-2, -1, 0, 1, 2].map((steps) => code(device, steps)))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((digits) => !near.has(digits)) ?? ''
}
const token = (TokenCode: string, SerialNumber = phone.serial, key = user) =>
  world.sts(key).send(new GetSessionTokenCommand({ SerialNumber, TokenCode }))

describe('stsMfa', () => {
  before(async () => {
    world = await openWorld({}, { still: true })
    user = await newUser(world, 'mia', {
      policy: policy(
        { Action: 'iam:ListUsers', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
        {
          Action: 'iam:ListRoles',
          Resource: '*',
          Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
        },
        { Action: 'sts:AssumeRole', Resource: '*' },
      ),
    })
    phone = await newDevice('phone')
    await enable('mia', phone)
  })
  after(() => world.close())
  // A code is good once: every test begins in steps that no test before has used.
  beforeEach(() => world.clock.advance(4 * STEP_MS))

  describe('GetSessionToken with a code', () => {
    test('opens what asks for aws:MultiFactorAuthPresent, which nothing else of the user does', async () => {
      await refusedAs(world.iam(user).send(new ListUsersCommand({})), 'AccessDenied')
      const plain = await world.sts(user).send(new GetSessionTokenCommand({}))
      await refusedAs(
        world.iam(keyOf(plain.Credentials)).send(new ListUsersCommand({})),
        'InvalidClientTokenId',
        'The security token included in the request is invalid',
      )
      const { Credentials } = await token(code())
      await world.iam(keyOf(Credentials)).send(new ListUsersCommand({}))
    })

    test('aws:MultiFactorAuthAge grows', async () => {
      const key = keyOf((await token(code())).Credentials)
      await world.iam(key).send(new ListRolesCommand({}))
      world.clock.advance(3_590_000)
      await world.iam(key).send(new ListRolesCommand({}))
      world.clock.advance(11_000)
      await refusedAs(world.iam(key).send(new ListRolesCommand({})), 'AccessDenied')
      await world.iam(key).send(new ListUsersCommand({}))
    })

    test('a code of the step before and of the step after, not of two', async () => {
      await token(code(phone, -1))
      world.clock.advance(4 * STEP_MS)
      await token(code(phone, 1))
      world.clock.advance(4 * STEP_MS)
      await refusedAs(token(code(phone, -2)), 'AccessDenied', INVALID)
      await refusedAs(token(code(phone, 2)), 'AccessDenied', INVALID)
      await token(code())
    })

    test('no code twice, and none older than one that was used', async () => {
      const used = code()
      const before = code(phone, -1)
      await token(used)
      await refusedAs(token(used), 'AccessDenied', INVALID)
      await refusedAs(token(before), 'AccessDenied', INVALID)
    })

    test('of twenty calls at once with one code, one is answered', async () => {
      const shown = code()
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => token(shown)))
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    })
  })

  describe('what is refused', () => {
    test('half of the two', async () => {
      const sentence = 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
      await refusedAs(
        world.sts(user).send(new GetSessionTokenCommand({ SerialNumber: phone.serial })),
        'AccessDenied',
        sentence,
      )
      await refusedAs(world.sts(user).send(new GetSessionTokenCommand({ TokenCode: code() })), 'AccessDenied', sentence)
    })

    test("another user's device, one that is not enabled, one that does not exist", async () => {
      const other = await newUser(world, 'otto')
      await refusedAs(token(code(), phone.serial, other), 'AccessDenied', NOT_YOURS)
      const drawer = await newDevice('drawer')
      await refusedAs(token(code(drawer), drawer.serial), 'AccessDenied', NOT_YOURS)
      await refusedAs(token(code(), `arn:aws:iam::${world.accountId}:mfa/missing`), 'AccessDenied', NOT_YOURS)
      await token(code())
    })

    test('what is no code', async () => {
      await refusedAs(token('12345'), 'ValidationError', /'tokenCode'.*greater than or equal to 6/)
      await refusedAs(token('abcdef'), 'ValidationError', /'tokenCode'.*regular expression pattern/)
      await refusedAs(token(code(), 'short'), 'ValidationError', /'serialNumber'/)
    })

    test('after five wrong codes the right one too, for 30 s; each further wrong one doubles the wait', async () => {
      for (let count = 0; count < 5; count++) await refusedAs(token(wrongCode()), 'AccessDenied', INVALID)
      await refusedAs(token(code()), 'AccessDenied', INVALID)
      world.clock.advance(31_000)
      await refusedAs(token(wrongCode()), 'AccessDenied', INVALID)
      world.clock.advance(31_000)
      await refusedAs(token(code()), 'AccessDenied', INVALID)
      world.clock.advance(30_000)
      await token(code())
      world.clock.advance(4 * STEP_MS)
      await refusedAs(token(wrongCode()), 'AccessDenied', INVALID)
      await token(code())
    })

    test('the lock is the device’s alone', async () => {
      for (let count = 0; count < 5; count++) await refusedAs(token(wrongCode()), 'AccessDenied', INVALID)
      const tablet = await newDevice('tablet')
      await enable('mia', tablet)
      world.clock.advance(STEP_MS)
      await token(code(tablet), tablet.serial)
      world.clock.advance(10 * STEP_MS)
    })
  })

  describe('AssumeRole with a code', () => {
    let guarded: string
    before(async () => {
      guarded = await newRole(world, 'Guarded', {
        trust: trust({ AWS: world.accountId }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
        policy: policy(
          { Action: 'iam:ListRoles', Resource: '*' },
          { Action: 'iam:ListUsers', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
        ),
      })
    })

    test('opens a role whose trust policy asks for it; the role session itself has no MFA, as at AWS', async () => {
      await refusedAs(assume(world, user, guarded), 'AccessDenied')
      const key = await session(world, user, { arn: guarded, more: { SerialNumber: phone.serial, TokenCode: code() } })
      await world.iam(key).send(new ListRolesCommand({}))
      await refusedAs(world.iam(key).send(new ListUsersCommand({})), 'AccessDenied')
    })

    test('an MFA session of the user opens it without another code', async () => {
      const key = keyOf((await token(code())).Credentials)
      await session(world, key, { arn: guarded })
    })

    test('wrong code, used code, wrong device, half', async () => {
      const used = code()
      await token(used)
      for (const [more, sentence] of [
        [{ SerialNumber: phone.serial, TokenCode: used }, INVALID],
        [{ SerialNumber: phone.serial, TokenCode: wrongCode() }, INVALID],
        [{ SerialNumber: `arn:aws:iam::${world.accountId}:mfa/other`, TokenCode: code() }, NOT_YOURS],
        [{ SerialNumber: phone.serial }, /must provide both/],
      ] as const)
        await refusedAs(assume(world, user, guarded, more), 'AccessDenied', sentence)
    })

    test('a code that was found good is gone, also where the call is refused for another reason', async () => {
      const shown = { SerialNumber: phone.serial, TokenCode: code() }
      await refusedAs(
        assume(world, user, guarded, { ...shown, DurationSeconds: 43_200 }),
        'ValidationError',
        /^(?!Multi)/,
      )
      await refusedAs(assume(world, user, guarded, shown), 'AccessDenied', INVALID)
    })

    test('a role session has no device', async () => {
      const plain = await newRole(world, 'Plain', {
        trust: trust({ AWS: world.accountId }),
        policy: allow('sts:AssumeRole'),
      })
      const key = await session(world, user, { arn: plain })
      await refusedAs(
        assume(world, key, guarded, { SerialNumber: phone.serial, TokenCode: code() }),
        'AccessDenied',
        NOT_YOURS,
      )
    })

    // Last: codes that were used count as wrong ones.
    test('of twenty calls at once with one code, one is answered', async () => {
      const shown = { SerialNumber: phone.serial, TokenCode: code() }
      const calls = Array.from({ length: 20 }, () => assume(world, user, guarded, shown))
      const outcomes = await Promise.allSettled(calls)
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    })
  })
})
