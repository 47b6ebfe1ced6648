import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { encodeBase32 } from '../../domain/base32.ts'
import { ServiceError } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import { stepAt, totp } from '../../domain/totp.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { type MfaClaim, verifyMfa } from './verifyMfa.ts'

const SEED = Buffer.from('a seed of forty bytes, neither more nor.')
const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/phone`
const OTHER_SERIAL = `arn:aws:iam::${OTHER_ACCOUNT}:mfa/phone`

let iam: IamHarness
describe('verifyMfa', () => {
  beforeEach(async () => {
    iam = await openIam()
    await device(SERIAL, ACCOUNT)
    await iam.store.write(({ write }) => write.mfaDevices.assign(SERIAL, iam.admin.userId, 0))
  })
  afterEach(() => iam.close())

  const device = (serialNumber: string, accountId: string) =>
    iam.store.write(({ write }) =>
      write.mfaDevices.create({
        serialNumber,
        accountId,
        tags: [],
        seed: new Secret(encodeBase32(SEED)),
        clockOffsetSteps: 0,
      }),
    )

  /** The code the device shows now, or `steps` later. */
  const code = (steps = 0) => totp(SEED, stepAt(iam.clock.nowMs()) + steps)
  /** A code that the device does not show within minutes of now. */
  const wrong = () => {
    const shown = new Set(Array.from({ length: 41 }, (_, index) => code(index - 20)))
    return shown.has('123456') ? '654321' : '123456'
  }

  const verify = (claim: Partial<MfaClaim> = {}) =>
    verifyMfa(
      { serialNumber: SERIAL, tokenCode: code(), userId: iam.admin.userId, accountId: ACCOUNT, ...claim },
      iam.store.read,
      iam.effects,
    )

  const denied = (message: string, reason?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, 'AccessDenied')
    assert.equal(error.message, message)
    if (reason !== undefined) assert.equal(error.detail.reason, reason)
    return true
  }
  const BAD_CODE = 'MultiFactorAuthentication failed with invalid MFA one time pass code. '
  const BAD_DEVICE =
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.'
  const badCode = denied(BAD_CODE)

  describe('STS-04 MFA codes', () => {
    test('the code of now, of the step before and of the step after are good', async () => {
      for (const steps of [0, -1, 1]) {
        iam.clock.advance(300_000)
        await verify({ tokenCode: code(steps) })
      }
    })

    test('codes further away are not', async () => {
      for (const steps of [-2, 2]) {
        iam.clock.advance(300_000)
        await assert.rejects(verify({ tokenCode: code(steps) }), badCode)
      }
    })

    test('a code is good once', async () => {
      await verify()
      await assert.rejects(verify(), denied(BAD_CODE, 'code was used before'))
      iam.clock.advance(30_000)
      await assert.rejects(verify({ tokenCode: code(-1) }), badCode)
      await verify()
    })

    test('a code older than the last one used is not good either', async () => {
      await verify({ tokenCode: code(0) })
      await assert.rejects(verify({ tokenCode: code(-1) }), badCode)
    })

    test('a code with spaces, or anything but six digits, is wrong', async () => {
      const good = code()
      const variants = [` ${good}`, `${good} `, `${good.slice(0, 3)} ${good.slice(3)}`, good.slice(1), `0${good}`]
      for (const tokenCode of variants) {
        await assert.rejects(verify({ tokenCode }), badCode, JSON.stringify(tokenCode))
        iam.clock.advance(600_000)
      }
    })

    test('one of SerialNumber and TokenCode alone is refused', async () => {
      const both = 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.'
      await assert.rejects(verify({ tokenCode: undefined }), denied(both))
      await assert.rejects(verify({ serialNumber: undefined }), denied(both))
    })

    test("another user's device, an unassigned one, an unknown one and another account's are all refused alike", async () => {
      const unassigned = `arn:aws:iam::${ACCOUNT}:mfa/unassigned`
      await device(unassigned, ACCOUNT)
      await device(OTHER_SERIAL, OTHER_ACCOUNT)
      await iam.store.write(({ write }) => write.mfaDevices.assign(OTHER_SERIAL, 'AIDABBBBBBBBBBBBADMIN', 0))
      for (const claim of [
        { userId: 'AIDAAAAAAAAAAAAAOTHER' },
        { userId: ACCOUNT },
        { serialNumber: unassigned },
        { serialNumber: `${SERIAL}s` },
        { serialNumber: SERIAL.toUpperCase() },
        { serialNumber: ` ${SERIAL}` },
        { serialNumber: OTHER_SERIAL },
        // A user id that is right, presented for another account.
        { serialNumber: OTHER_SERIAL, userId: 'AIDABBBBBBBBBBBBADMIN' },
        { accountId: OTHER_ACCOUNT },
        { serialNumber: '' },
      ])
        await assert.rejects(verify(claim), denied(BAD_DEVICE), JSON.stringify(claim))
      await verify()
    })

    test("root's device is root's", async () => {
      const serialNumber = `arn:aws:iam::${ACCOUNT}:mfa/root`
      await device(serialNumber, ACCOUNT)
      await iam.store.write(({ write }) => write.mfaDevices.assign(serialNumber, ACCOUNT, 0))
      await assert.rejects(verify({ serialNumber }), denied(BAD_DEVICE))
      await verify({ serialNumber, userId: ACCOUNT })
    })
  })

  describe('STS-10 guessing MFA codes', () => {
    const fail = (count: number) =>
      Promise.all(Array.from({ length: count }, () => assert.rejects(verify({ tokenCode: wrong() }), badCode)))

    test('four wrong codes cost nothing', async () => {
      await fail(4)
      await verify()
    })

    test('after five in a row even the right code waits, in the same words', async () => {
      await fail(5)
      await assert.rejects(verify(), denied(BAD_CODE, 'locked after wrong codes'))
      iam.clock.advance(29_999)
      await assert.rejects(verify(), denied(BAD_CODE, 'locked after wrong codes'))
      iam.clock.advance(1)
      await verify()
    })

    test('each further wrong code doubles the wait, up to an hour', async () => {
      await fail(5)
      let waitMs = 30_000
      for (let failures = 6; failures <= 16; failures++) {
        iam.clock.advance(waitMs)
        await assert.rejects(verify({ tokenCode: wrong() }), denied(BAD_CODE, 'wrong code'))
        waitMs = Math.min(waitMs * 2, 3_600_000)
        iam.clock.advance(waitMs - 1)
        await assert.rejects(verify(), denied(BAD_CODE, 'locked after wrong codes'))
        iam.clock.advance(1 - waitMs)
      }
      assert.equal(waitMs, 3_600_000)
      iam.clock.advance(waitMs)
      await verify()
    })

    test('a clock that was set back locks nobody who has not failed too often', async () => {
      await fail(1)
      iam.clock.advance(-3_600_000)
      await verify()
    })

    test('a good code forgets the wrong ones', async () => {
      await fail(4)
      await verify()
      iam.clock.advance(60_000)
      await fail(4)
      await verify()
    })

    test('waiting attempts do not lengthen the wait', async () => {
      await fail(5)
      for (let index = 0; index < 20; index++) await assert.rejects(verify(), badCode)
      iam.clock.advance(30_000)
      await verify()
    })

    test('a used code counts as a wrong one', async () => {
      await verify()
      for (let index = 0; index < 5; index++) await assert.rejects(verify(), denied(BAD_CODE, 'code was used before'))
      await assert.rejects(verify(), denied(BAD_CODE, 'locked after wrong codes'))
    })

    test('spaces in the code do not escape the count', async () => {
      for (let index = 0; index < 5; index++)
        await assert.rejects(verify({ tokenCode: `${wrong()}${' '.repeat(index)}` }), badCode)
      await assert.rejects(verify(), denied(BAD_CODE, 'locked after wrong codes'))
    })

    test('of fifty guesses at once no more than five are looked at', async () => {
      const reasons = await burst(50, wrong())
      assert.equal(reasons.filter((reason) => reason === 'wrong code').length, 5)
      assert.equal(reasons.filter((reason) => reason === 'locked after wrong codes').length, 45)
    })

    test('of fifty guesses at once after the wait no more than one is looked at', async () => {
      await fail(5)
      iam.clock.advance(30_000)
      const reasons = await burst(50, wrong())
      assert.equal(reasons.filter((reason) => reason === 'wrong code').length, 1)
    })

    test('of twenty calls at once with one good code one succeeds', async () => {
      const reasons = await burst(20, code())
      assert.equal(reasons.filter((reason) => reason === 'accepted').length, 1)
    })

    test("one device's wrong codes do not lock another", async () => {
      const second = `arn:aws:iam::${ACCOUNT}:mfa/second`
      await device(second, ACCOUNT)
      await iam.store.write(({ write }) => write.mfaDevices.assign(second, iam.admin.userId, 0))
      await fail(5)
      await verify({ serialNumber: second })
    })
  })

  /** How each of `count` calls at once with the same code went: `accepted`, or the audit reason of the refusal. */
  const burst = (count: number, tokenCode: string): Promise<readonly (string | undefined)[]> =>
    Promise.all(
      Array.from({ length: count }, () =>
        verify({ tokenCode }).then(
          () => 'accepted',
          (error: unknown) => {
            assert.ok(error instanceof ServiceError)
            return error.detail.reason
          },
        ),
      ),
    )
})
