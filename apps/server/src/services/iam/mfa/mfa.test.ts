import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { decodeBase32 } from '../../../domain/base32.ts'
import type { Caller, UserCaller } from '../../../domain/caller.ts'
import { ServiceError } from '../../../domain/errors.ts'
import type { Session } from '../../../domain/session.ts'
import { stepAt, totp } from '../../../domain/totp.ts'
import { verifyMfa } from '../../sts/verifyMfa.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deleteUser } from '../user/deleteUser.ts'
import { createVirtualMfaDevice } from './createVirtualMfaDevice.ts'
import { deactivateMfaDevice } from './deactivateMfaDevice.ts'
import { deleteVirtualMfaDevice } from './deleteVirtualMfaDevice.ts'
import { enableMfaDevice } from './enableMfaDevice.ts'
import { getMfaDevice } from './getMfaDevice.ts'
import { listMfaDevices } from './listMfaDevices.ts'
import { listVirtualMfaDevices } from './listVirtualMfaDevices.ts'
import { listMfaDeviceTags, tagMfaDevice, untagMfaDevice } from './mfaDeviceTags.ts'
import { mfaOperations } from './operations.ts'
import { resyncMfaDevice } from './resyncMfaDevice.ts'

let iam: IamHarness
describe('mfa', () => {
  beforeEach(async () => {
    iam = await openIam()
    await iam.run(createUser, { UserName: 'bob', Path: '/x/' })
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }
  const wrongCode = refused('InvalidAuthenticationCode', 'Authentication code for device is not valid.')

  /** A device and the app that holds its seed; `skewSteps` is how far the app's clock is ahead of the server's. */
  interface Phone {
    readonly SerialNumber: string
    /** The codes of `count` steps in a row, the last of them the step that the phone shows now. */
    codes(skewSteps?: number): { AuthenticationCode1: string; AuthenticationCode2: string }
    code(skewSteps?: number): string
  }

  async function phone(name: string, caller: Caller = iam.admin): Promise<Phone> {
    const { VirtualMFADevice } = await iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: name }, caller)
    const seed = decodeBase32(Buffer.from(VirtualMFADevice.Base32StringSeed ?? []).toString('ascii'))
    assert.ok(seed !== undefined)
    const code = (skewSteps = 0) => totp(seed, stepAt(iam.clock.nowMs()) + skewSteps)
    return {
      SerialNumber: VirtualMFADevice.SerialNumber,
      code,
      codes: (skewSteps = 0) => ({ AuthenticationCode1: code(skewSteps - 1), AuthenticationCode2: code(skewSteps) }),
    }
  }

  interface Enabling {
    readonly skewSteps?: number
    readonly caller?: Caller
  }

  const enable = (device: Phone, UserName: string, { skewSteps, caller }: Enabling = {}) =>
    iam.run(enableMfaDevice, { UserName, SerialNumber: device.SerialNumber, ...device.codes(skewSteps) }, caller)

  /** The caller, by a GetSessionToken session with MFA where `mfaAtMs` says so. */
  function bySession(caller: UserCaller, mfaAtMs?: number): UserCaller {
    const session: Session = {
      id: 'S',
      accessKeyId: 'ASIAAAAAAAAAAAAAAAAA',
      issuerRegion: 'us-east-1',
      epoch: 'us-east-1/1',
      kind: 'sessionToken',
      issuedAtMs: iam.clock.nowMs(),
      expiresAtMs: iam.clock.nowMs() + 3_600_000,
      accountId: caller.accountId,
      principalId: caller.userId,
      sourceAccessKeyId: caller.credential.accessKeyId,
      tags: [],
      chainDepth: 0,
      regionScope: 'v2',
      ...(mfaAtMs === undefined ? {} : { mfaAtMs }),
    }
    return { ...caller, credential: { type: 'session', accessKeyId: session.accessKeyId, session } }
  }

  describe('CreateVirtualMFADevice', () => {
    test('answers the seed and the QR code this once, and assigns nobody', async () => {
      const { VirtualMFADevice: made } = await iam.run(createVirtualMfaDevice, {
        VirtualMFADeviceName: 'Phone',
        Path: '/p/',
        Tags: [{ Key: 'k', Value: 'v' }],
      })
      assert.equal(made.SerialNumber, `arn:aws:iam::${ACCOUNT}:mfa/p/Phone`)
      assert.match(Buffer.from(made.Base32StringSeed ?? []).toString(), /^[A-Z2-7]{64}$/)
      assert.equal(Buffer.from(made.QRCodePNG ?? []).toString('latin1', 1, 4), 'PNG')
      assert.deepEqual(made.Tags, [{ Key: 'k', Value: 'v' }])
      const { VirtualMFADevices } = await iam.run(listVirtualMfaDevices, {})
      assert.deepEqual(VirtualMFADevices, [{ SerialNumber: made.SerialNumber }])
    })

    test('serial numbers are unique ignoring case', async () => {
      await phone('Phone')
      await assert.rejects(
        iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: 'pHONE' }),
        refused('EntityAlreadyExists', 'MFA device already exists.'),
      )
      await iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: 'Phone', Path: '/other/' })
    })

    test('a serial number that no other call could name is refused', async () => {
      const prefix = `arn:aws:iam::${ACCOUNT}:mfa/`
      const longest = 'n'.repeat(256 - prefix.length)
      await iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: longest })
      await assert.rejects(
        iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: `${longest}n` }),
        refused('ValidationError'),
      )
      await assert.rejects(
        iam.run(createVirtualMfaDevice, { VirtualMFADeviceName: 'n', Path: '/a!b/' }),
        refused('ValidationError'),
      )
    })

    test('asks for the device, and for tagging it', async () => {
      const tags = [
        { key: 'aws:RequestTag/k', value: 'v' },
        { key: 'aws:TagKeys', value: ['k'] },
      ]
      const resource = `arn:aws:iam::${ACCOUNT}:mfa/p/n`
      const input = { VirtualMFADeviceName: 'n', Path: '/p/' }
      assert.deepEqual(await iam.asks(createVirtualMfaDevice, { ...input, Tags: [{ Key: 'k', Value: 'v' }] }), [
        { action: 'iam:CreateVirtualMFADevice', resource, context: tags },
        { action: 'iam:TagMFADevice', resource, context: tags },
      ])
      assert.equal((await iam.asks(createVirtualMfaDevice, input)).length, 1)
    })
  })

  describe('EnableMFADevice', () => {
    test('two codes in a row assign the device', async () => {
      const device = await phone('p')
      await enable(device, 'BOB')
      const nowMs = iam.clock.nowMs()
      const { SerialNumber } = device
      assert.deepEqual(await iam.run(listMfaDevices, { UserName: 'bob' }), {
        MFADevices: [{ UserName: 'bob', SerialNumber, EnableDate: nowMs }],
        IsTruncated: false,
      })
      assert.deepEqual(await iam.run(getMfaDevice, { UserName: 'bob', SerialNumber }), {
        UserName: 'bob',
        SerialNumber,
        EnableDate: nowMs,
      })
      const { VirtualMFADevices } = await iam.run(listVirtualMfaDevices, {})
      assert.equal(VirtualMFADevices[0]?.User?.Arn, `arn:aws:iam::${ACCOUNT}:user/x/bob`)
    })

    test('wrong, equal, swapped and far-off codes are refused, and nothing is assigned', async () => {
      const device = await phone('p')
      const { AuthenticationCode1: first, AuthenticationCode2: second } = device.codes()
      for (const [AuthenticationCode1, AuthenticationCode2] of [
        ['000000', '000000'],
        [second, second],
        [second, first],
        [first, device.code(1)],
        [device.code(20), device.code(21)],
        [device.code(-21), device.code(-20)],
      ] as const)
        await assert.rejects(
          iam.run(enableMfaDevice, {
            UserName: 'bob',
            SerialNumber: device.SerialNumber,
            AuthenticationCode1,
            AuthenticationCode2,
          }),
          wrongCode,
        )
      assert.deepEqual((await iam.run(listMfaDevices, { UserName: 'bob' })).MFADevices, [])
      await enable(device, 'bob')
    })

    test('a device in use, an unknown one, an unknown user', async () => {
      const device = await phone('p')
      await enable(device, 'bob')
      await assert.rejects(enable(device, 'admin'), refused('EntityAlreadyExists', 'MFA Device is already in use.'))
      // Recorded from AWS: radkawar/stackd, testdata/aws/iam/mfa.json (2026).
      await assert.rejects(
        enable(device, 'bob'),
        refused('EntityAlreadyExists', 'MFA Device for user bob already exists.'),
      )
      await assert.rejects(enable(await phone('q'), 'nobody'), refused('NoSuchEntity'))
      const missing = `arn:aws:iam::${ACCOUNT}:mfa/missing`
      await assert.rejects(
        enable({ ...device, SerialNumber: missing }, 'bob'),
        refused('NoSuchEntity', `MFA Device with serial number ${missing} does not exist.`),
      )
    })

    test('eight devices a user at most', async () => {
      for (let index = 0; index < 8; index++) await enable(await phone(`p${index}`), 'bob')
      await assert.rejects(
        enable(await phone('p8'), 'bob'),
        refused('LimitExceeded', 'Cannot exceed quota for MFADevicesPerUser: 8'),
      )
    })
  })

  describe('codes are good once', () => {
    test('codes that enabled a device cannot enable it again', async () => {
      const device = await phone('p')
      const input = { UserName: 'bob', SerialNumber: device.SerialNumber, ...device.codes() }
      await iam.run(enableMfaDevice, input)
      await iam.run(deactivateMfaDevice, { UserName: 'bob', SerialNumber: device.SerialNumber })
      await assert.rejects(iam.run(enableMfaDevice, input), wrongCode)
      assert.deepEqual((await iam.run(listMfaDevices, { UserName: 'bob' })).MFADevices, [])
      iam.clock.advance(60_000)
      await enable(device, 'bob')
    })

    test('nor can they make a session, nor synchronise it', async () => {
      const device = await phone('p')
      await enable(device, 'admin')
      const { AuthenticationCode1, AuthenticationCode2 } = device.codes()
      const claim = { serialNumber: device.SerialNumber, userId: iam.admin.userId, accountId: ACCOUNT }
      for (const tokenCode of [AuthenticationCode1, AuthenticationCode2])
        await assert.rejects(verifyMfa({ ...claim, tokenCode }, iam.store.read, iam.effects), refused('AccessDenied'))
      await assert.rejects(
        iam.run(resyncMfaDevice, { UserName: 'admin', SerialNumber: device.SerialNumber, ...device.codes() }),
        wrongCode,
      )
    })
  })

  describe('ResyncMFADevice', () => {
    const proves = async (device: Phone, skewSteps: number) =>
      verifyMfa(
        {
          serialNumber: device.SerialNumber,
          tokenCode: device.code(skewSteps),
          userId: iam.admin.userId,
          accountId: ACCOUNT,
        },
        iam.store.read,
        iam.effects,
      )

    test('a device whose clock went five minutes wrong is usable again, at its own time only', async () => {
      const device = await phone('p')
      await enable(device, 'admin')
      iam.clock.advance(3_600_000)
      await assert.rejects(proves(device, 10), refused('AccessDenied'))
      await iam.run(resyncMfaDevice, { UserName: 'admin', SerialNumber: device.SerialNumber, ...device.codes(10) })
      iam.clock.advance(60_000)
      await assert.rejects(proves(device, 0), refused('AccessDenied'))
      await proves(device, 10)
    })

    test('a device that is off when it is enabled is taken as it is', async () => {
      const device = await phone('p')
      await enable(device, 'admin', { skewSteps: -7 })
      iam.clock.advance(60_000)
      await proves(device, -7)
    })

    test('typing for a step does not count as a clock that is wrong', async () => {
      const device = await phone('p')
      await enable(device, 'admin', { skewSteps: -1 })
      assert.equal((await iam.store.read.mfaDevices.bySerial(device.SerialNumber))?.clockOffsetSteps, 0)
    })

    test('forgets wrong codes', async () => {
      const device = await phone('p')
      await enable(device, 'admin')
      iam.clock.advance(90_000)
      for (let index = 0; index < 6; index++) await assert.rejects(proves(device, 100), refused('AccessDenied'))
      await iam.run(resyncMfaDevice, { UserName: 'admin', SerialNumber: device.SerialNumber, ...device.codes() })
      await proves(device, 1)
    })

    test('needs the right codes and the right user', async () => {
      const device = await phone('p')
      await enable(device, 'bob')
      iam.clock.advance(90_000)
      const { SerialNumber } = device
      await assert.rejects(
        iam.run(resyncMfaDevice, {
          UserName: 'bob',
          SerialNumber,
          AuthenticationCode1: '000000',
          AuthenticationCode2: '0',
        }),
        wrongCode,
      )
      await assert.rejects(
        iam.run(resyncMfaDevice, { UserName: 'admin', SerialNumber, ...device.codes() }),
        refused('NoSuchEntity', 'MFA Device invalid for user.'),
      )
    })
  })

  describe('STS-04 a second device while unMFA-d', () => {
    test('a user with a device cannot enable another without having presented it', async () => {
      await enable(await phone('mine'), 'admin')
      const thief = await phone('thief')
      for (const caller of [iam.admin, bySession(iam.admin)])
        await assert.rejects(enable(thief, 'admin', { caller }), refused('AccessDenied'))
      assert.equal((await iam.run(listMfaDevices, {})).MFADevices.length, 1)
      await enable(thief, 'admin', { caller: bySession(iam.admin, iam.clock.nowMs()) })
    })

    test('the first device needs none, and somebody with permission may enable one for another user', async () => {
      await enable(await phone('first'), 'bob', { caller: iam.admin })
      await enable(await phone('second'), 'bob', { caller: iam.admin })
      await enable(await phone('own'), 'admin', { caller: iam.admin })
    })
  })

  describe('DeactivateMFADevice and DeleteVirtualMFADevice', () => {
    test('a device is deactivated before it is deleted, and its user after', async () => {
      const device = await phone('p')
      const { SerialNumber } = device
      await enable(device, 'bob')
      await assert.rejects(
        iam.run(deleteUser, { UserName: 'bob' }),
        refused('DeleteConflict', 'Cannot delete entity, must remove tokens from principal first.'),
      )
      await assert.rejects(
        iam.run(deleteVirtualMfaDevice, { SerialNumber }),
        refused('DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.'),
      )
      await assert.rejects(
        iam.run(deactivateMfaDevice, { SerialNumber }),
        refused('NoSuchEntity', 'MFA Device invalid for user.'),
      )
      await iam.run(deactivateMfaDevice, { UserName: 'bob', SerialNumber })
      await iam.run(deleteVirtualMfaDevice, { SerialNumber })
      await assert.rejects(
        iam.run(deleteVirtualMfaDevice, { SerialNumber }),
        refused('NoSuchEntity', `MFA Device with serial number ${SerialNumber} does not exist.`),
      )
      await iam.run(deleteUser, { UserName: 'bob' })
    })

    test('a deactivated device proves nothing', async () => {
      const device = await phone('p')
      await enable(device, 'admin')
      await iam.run(deactivateMfaDevice, { SerialNumber: device.SerialNumber })
      iam.clock.advance(60_000)
      const claim = { serialNumber: device.SerialNumber, userId: iam.admin.userId, accountId: ACCOUNT }
      await assert.rejects(
        verifyMfa({ ...claim, tokenCode: device.code() }, iam.store.read, iam.effects),
        refused('AccessDenied'),
      )
    })
  })

  describe('lists', () => {
    test('by assignment, in pages, never with seeds', async () => {
      for (const name of ['c', 'B', 'a']) await phone(name)
      await enable(await phone('d'), 'bob')
      const names = (page: { VirtualMFADevices: readonly { SerialNumber: string }[] }) =>
        page.VirtualMFADevices.map(({ SerialNumber }) => SerialNumber.slice(SerialNumber.indexOf('/') + 1))
      const first = await iam.run(listVirtualMfaDevices, { MaxItems: 3 })
      const rest = await iam.run(listVirtualMfaDevices, { Marker: first.Marker ?? '' })
      assert.deepEqual([...names(first), ...names(rest)], ['a', 'B', 'c', 'd'])
      assert.deepEqual(names(await iam.run(listVirtualMfaDevices, { AssignmentStatus: 'Assigned' })), ['d'])
      assert.deepEqual(names(await iam.run(listVirtualMfaDevices, { AssignmentStatus: 'Unassigned' })), ['a', 'B', 'c'])
      assert.equal(names(await iam.run(listVirtualMfaDevices, { AssignmentStatus: 'Any' })).length, 4)
      for (const device of first.VirtualMFADevices)
        assert.ok(!('Base32StringSeed' in device) && !('QRCodePNG' in device))
    })

    test("the root user's devices have no UserName", async () => {
      const { SerialNumber } = await phone('root')
      await iam.store.write(({ write }) => write.mfaDevices.assign(SerialNumber, ACCOUNT, 5000))
      assert.deepEqual((await iam.run(listMfaDevices, {}, iam.root)).MFADevices, [{ SerialNumber, EnableDate: 5000 }])
      assert.deepEqual(await iam.run(getMfaDevice, { SerialNumber }, iam.root), { SerialNumber, EnableDate: 5000 })
      assert.deepEqual((await iam.run(listVirtualMfaDevices, {})).VirtualMFADevices, [
        { SerialNumber, EnableDate: 5000, User: { UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` } },
      ])
    })
  })

  describe('tags of devices', () => {
    test('put, replace, remove, page', async () => {
      const { SerialNumber } = await phone('p')
      await iam.run(tagMfaDevice, {
        SerialNumber,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      })
      await iam.run(tagMfaDevice, { SerialNumber, Tags: [{ Key: 'A', Value: '3' }] })
      const first = await iam.run(listMfaDeviceTags, { SerialNumber, MaxItems: 1 })
      const rest = await iam.run(listMfaDeviceTags, { SerialNumber, Marker: first.Marker ?? '' })
      const values = [...first.Tags, ...rest.Tags].map(({ Value }) => Value).toSorted()
      assert.deepEqual(values, ['2', '3'])
      await iam.run(untagMfaDevice, { SerialNumber, TagKeys: ['B'] })
      assert.equal((await iam.run(listMfaDeviceTags, { SerialNumber })).Tags.length, 1)
    })

    test('ask about the device with its own tags', async () => {
      const { SerialNumber } = await phone('p')
      await iam.run(tagMfaDevice, { SerialNumber, Tags: [{ Key: 'a', Value: '1' }] })
      const own = [
        { key: 'aws:ResourceTag/a', value: '1' },
        { key: 'iam:ResourceTag/a', value: '1' },
      ]
      assert.deepEqual(await iam.asks(listMfaDeviceTags, { SerialNumber }), [
        { action: 'iam:ListMFADeviceTags', resource: SerialNumber, context: own },
      ])
      assert.deepEqual(await iam.asks(untagMfaDevice, { SerialNumber, TagKeys: ['k'] }), [
        {
          action: 'iam:UntagMFADevice',
          resource: SerialNumber,
          context: [...own, { key: 'aws:TagKeys', value: ['k'] }],
        },
      ])
      const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
      assert.deepEqual(await iam.asks(listMfaDeviceTags, { SerialNumber }, stranger), [
        { action: 'iam:ListMFADeviceTags', resource: SerialNumber, context: [] },
      ])
    })
  })

  describe('whose devices', () => {
    test("another account's device does not exist here", async () => {
      const device = await phone('p')
      const { SerialNumber } = device
      const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
      for (const call of [
        () => iam.run(deleteVirtualMfaDevice, { SerialNumber }, stranger),
        () => iam.run(tagMfaDevice, { SerialNumber, Tags: [{ Key: 'k', Value: 'v' }] }, stranger),
        () => iam.run(listMfaDeviceTags, { SerialNumber }, stranger),
        () => iam.run(getMfaDevice, { SerialNumber }, stranger),
        () => enable(device, 'admin', { caller: stranger }),
      ])
        await assert.rejects(
          call,
          refused('NoSuchEntity', `MFA Device with serial number ${SerialNumber} does not exist.`),
        )
      assert.deepEqual((await iam.run(listVirtualMfaDevices, {}, stranger)).VirtualMFADevices, [])
    })

    test('operations on a user ask about its real ARN, the list about the path', async () => {
      for (const operation of [enableMfaDevice, resyncMfaDevice, deactivateMfaDevice, listMfaDevices, getMfaDevice]) {
        const asks = await iam.asks(operation as typeof getMfaDevice, { UserName: 'BOB', SerialNumber: 'x' })
        assert.deepEqual(asks, [
          { action: `iam:${operation.name}`, resource: `arn:aws:iam::${ACCOUNT}:user/x/bob`, context: [] },
        ])
      }
      assert.deepEqual(await iam.asks(listVirtualMfaDevices, {}), [
        { action: 'iam:ListVirtualMFADevices', resource: `arn:aws:iam::${ACCOUNT}:mfa/`, context: [] },
      ])
    })

    test('a user without permissions may do none of it', async () => {
      const bob = await iam.asUser('bob')
      for (const operation of mfaOperations) {
        const input = {
          UserName: 'bob',
          SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/p`,
          VirtualMFADeviceName: 'p',
          AuthenticationCode1: '000000',
          AuthenticationCode2: '000000',
          Tags: [],
          TagKeys: [],
        }
        await assert.rejects(
          iam.run(operation as typeof getMfaDevice, input, bob),
          refused('AccessDenied'),
          operation.name,
        )
      }
    })
  })
})
