import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Caller } from '../../../domain/caller.ts'
import { loginProfileId } from '../../../domain/credentialIds.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { deleteAccountPasswordPolicy } from '../passwordPolicy/deleteAccountPasswordPolicy.ts'
import { updateAccountPasswordPolicy } from '../passwordPolicy/updateAccountPasswordPolicy.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deleteUser } from '../user/deleteUser.ts'
import { getUser } from '../user/getUser.ts'
import { listUsers } from '../user/listUsers.ts'
import { listUserTags, tagUser } from '../user/userTags.ts'
import { userKind } from '../holderKind.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { changePassword } from './changePassword.ts'
import { createLoginProfile } from './createLoginProfile.ts'
import { deleteLoginProfile } from './deleteLoginProfile.ts'
import { getLoginProfile } from './getLoginProfile.ts'
import { loginProfileOperations } from './operations.ts'
import { withPassword } from './passwordRecord.ts'
import { newPasswords } from './passwords.ts'
import { provePassword } from './provePassword.ts'
import { derive } from './scryptGate.ts'
import { updateLoginProfile } from './updateLoginProfile.ts'
import { verifyPassword } from './verifyPassword.ts'

const PASSWORD = 'Correct-horse-1'
const DAY_MS = 86_400_000
const OLD_WRONG = 'The old password was incorrect.'

const putUserPolicy = putPolicy(userKind)

let iam: IamHarness
describe('loginProfile', () => {
  beforeEach(async () => {
    iam = await openIam()
    await iam.run(createUser, { UserName: 'bob' })
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string, reason?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code, error.message)
    if (message !== undefined) assert.equal(error.message, message)
    if (reason !== undefined) assert.equal(error.detail.reason, reason)
    return true
  }

  const create = (Password: string | undefined = PASSWORD, UserName = 'bob') =>
    iam.run(createLoginProfile, { UserName, Password })
  const set = (Password: string) => iam.run(updateLoginProfile, { UserName: 'bob', Password })
  const change = async (OldPassword: string, NewPassword: string, caller?: Caller) =>
    iam.run(changePassword, { OldPassword, NewPassword }, caller ?? (await iam.asUser('bob')))
  const signIn = (password: string, userName = 'bob') =>
    verifyPassword({ accountId: ACCOUNT, userName, password }, iam.store.read, iam.effects)
  const mayChange = () =>
    iam.run(putUserPolicy, {
      UserName: 'bob',
      PolicyName: 'p',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'iam:ChangePassword', Resource: '*' }],
      }),
    })

  describe('login profiles', () => {
    test('create, show, update, delete', async () => {
      const CreateDate = iam.clock.nowMs()
      const shown = { UserName: 'bob', CreateDate, PasswordResetRequired: false }
      assert.deepEqual(await create(), { LoginProfile: shown })
      assert.deepEqual(await iam.run(getLoginProfile, { UserName: 'BOB' }), { LoginProfile: shown })
      await assert.rejects(create(), refused('EntityAlreadyExists', 'Login Profile for user bob already exists.'))
      iam.clock.advance(1000)
      await iam.run(updateLoginProfile, { UserName: 'bob', PasswordResetRequired: true })
      assert.deepEqual(await iam.run(getLoginProfile, { UserName: 'bob' }), {
        LoginProfile: { ...shown, PasswordResetRequired: true },
      })
      const verdict = await signIn(PASSWORD)
      assert.ok(verdict.accepted && verdict.mustChange)
      assert.equal(verdict.user.name, 'bob')
      await assert.rejects(
        iam.run(deleteUser, { UserName: 'bob' }),
        refused('DeleteConflict', 'Cannot delete entity, must delete login profile first.'),
      )
      await iam.run(deleteLoginProfile, { UserName: 'bob' })
      const none = refused('NoSuchEntity', 'Login Profile for User bob cannot be found.')
      await assert.rejects(iam.run(getLoginProfile, { UserName: 'bob' }), none)
      await assert.rejects(iam.run(deleteLoginProfile, { UserName: 'bob' }), none)
      await assert.rejects(set(PASSWORD), none)
      await iam.run(deleteUser, { UserName: 'bob' })
    })

    test('without a name it is the own one; the root user has none; nobody has one without a password', async () => {
      await iam.run(createLoginProfile, { Password: PASSWORD })
      assert.equal((await iam.run(getLoginProfile, {})).LoginProfile.UserName, 'admin')
      await assert.rejects(iam.run(getLoginProfile, {}, iam.root), refused('ValidationError'))
      await assert.rejects(iam.run(createLoginProfile, { UserName: 'bob' }), refused('ValidationError'))
      await assert.rejects(create(PASSWORD, 'nobody'), refused('NoSuchEntity'))
    })

    test('passwords obey the policy of the account, or the default one', async () => {
      await assert.rejects(
        create('Abc1!'),
        refused('PasswordPolicyViolation', 'Password should have a minimum length of 8'),
      )
      await assert.rejects(create('Management'), refused('PasswordPolicyViolation'))
      await iam.run(updateAccountPasswordPolicy, { MinimumPasswordLength: 20 })
      const short = refused('PasswordPolicyViolation', 'Password should have a minimum length of 20')
      await assert.rejects(create(), short)
      await create('a'.repeat(20))
      await assert.rejects(set(PASSWORD), short)
      await mayChange()
      await assert.rejects(change('a'.repeat(20), PASSWORD), short)
    })

    test("the user's tags are not the profile's, and stay when it goes", async () => {
      await iam.run(tagUser, { UserName: 'bob', Tags: [{ Key: 'k', Value: 'v' }] })
      await create()
      await iam.run(deleteLoginProfile, { UserName: 'bob' })
      assert.equal((await iam.run(listUserTags, { UserName: 'bob' })).Tags.length, 1)
    })

    test('what is stored is a hash, and encrypted', async () => {
      await create()
      const stored = await iam.store.read.resources.byId(
        'loginProfile',
        loginProfileId((await iam.asUser('bob')).userId),
      )
      assert.match(stored?.secret?.reveal() ?? '', /^scrypt\$8\$8\$1\$[A-Za-z0-9+/]{43}=\$[A-Za-z0-9+/]{43}=$/)
      assert.ok(!JSON.stringify(stored).includes('scrypt'))
    })

    test('of two that are made at once one is', async () => {
      const outcomes = await Promise.allSettled([create(), create('Other-horse-22')])
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
      const lost = outcomes.find((outcome) => outcome.status === 'rejected')
      assert.ok(refused('EntityAlreadyExists')(lost?.reason))
    })

    test('of two changes at once that saw the same password one is made', async () => {
      await create()
      const outcomes = await Promise.allSettled([set('Second-horse-2'), set('Third-horse-3')])
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
      assert.equal(lost.length, 1)
      assert.ok(refused('EntityTemporarilyUnmodifiable')(lost[0]?.reason))
    })
  })

  describe('ChangePassword', () => {
    beforeEach(async () => {
      await iam.run(createLoginProfile, { UserName: 'bob', Password: PASSWORD, PasswordResetRequired: true })
    })

    test('needs permission, the old password, and sets the new one', async () => {
      await assert.rejects(change(PASSWORD, 'Second-horse-2'), refused('AccessDenied'))
      await mayChange()
      await assert.rejects(
        change('Wrong-horse-9', 'Second-horse-2'),
        refused('AccessDenied', OLD_WRONG, 'wrong password'),
      )
      await change(PASSWORD, 'Second-horse-2')
      assert.deepEqual(await signIn(PASSWORD), { accepted: false, reason: 'wrong password' })
      const verdict = await signIn('Second-horse-2')
      assert.ok(verdict.accepted && !verdict.mustChange, 'the reset that was required is done')
    })

    test('is for IAM users, about themselves', async () => {
      const onlyUsers = refused('InvalidUserType', 'Only IAM Users can change their own password.')
      await assert.rejects(change('a', 'b', iam.root), onlyUsers)
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
      }
      await iam.run(createRole, { RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust) })
      const role = await iam.asRole('r')
      await assert.rejects(change('a', 'b', role), refused('AccessDenied'))
      await assert.rejects(
        iam.run(changePassword, { OldPassword: PASSWORD, NewPassword: PASSWORD }),
        refused('NoSuchEntity', 'Login Profile for User admin cannot be found.'),
      )
    })

    test('AllowUsersToChangePassword permits it, except where a policy denies it', async () => {
      await iam.run(updateAccountPasswordPolicy, { AllowUsersToChangePassword: true })
      await change(PASSWORD, 'second')
      const statement = { Effect: 'Deny', Action: 'iam:ChangePassword', Resource: '*' }
      await iam.run(putUserPolicy, {
        UserName: 'bob',
        PolicyName: 'p',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      })
      await assert.rejects(change('second', 'third3'), refused('AccessDenied'))
      await iam.run(deleteAccountPasswordPolicy, {})
    })

    test('an expired password may be changed, unless the policy has HardExpiry', async () => {
      await iam.run(updateAccountPasswordPolicy, { AllowUsersToChangePassword: true, MaxPasswordAge: 1 })
      iam.clock.advance(DAY_MS)
      const expired = await signIn(PASSWORD)
      assert.ok(expired.accepted && expired.mustChange)
      await change(PASSWORD, 'second')
      const fresh = await signIn('second')
      assert.ok(fresh.accepted && !fresh.mustChange)
      await iam.run(updateAccountPasswordPolicy, {
        AllowUsersToChangePassword: true,
        MaxPasswordAge: 1,
        HardExpiry: true,
      })
      iam.clock.advance(DAY_MS)
      assert.deepEqual(await signIn('second'), { accepted: false, reason: 'password expired' })
      await assert.rejects(change('second', 'third3'), refused('PasswordPolicyViolation'))
      await set('fourth')
      assert.equal((await signIn('fourth')).accepted, true)
    })

    test('PasswordReusePrevention looks at as many passwords as it says, the present one included', async () => {
      await iam.run(updateAccountPasswordPolicy, { PasswordReusePrevention: 2 })
      await set('second')
      const again = refused('PasswordPolicyViolation', 'Password should not be one of the last 2 passwords')
      await assert.rejects(set('second'), again)
      await assert.rejects(set(PASSWORD), again)
      await set('third3')
      await set(PASSWORD)
      await mayChange()
      await assert.rejects(change(PASSWORD, 'third3'), again)
    })
  })

  describe('guessing passwords', () => {
    beforeEach(() => create())

    test('after five wrong ones even the right one waits, in the same words', async () => {
      await mayChange()
      const reasons = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          index % 2 === 0
            ? signIn(`wrong ${index}`).then((verdict) => (verdict.accepted ? 'accepted' : verdict.reason))
            : change(`wrong ${index}`, 'x').then(
                () => 'accepted',
                (error: unknown) => error instanceof ServiceError && error.detail.reason,
              ),
        ),
      )
      assert.equal(reasons.filter((reason) => reason === 'wrong password').length, 5, String(reasons))
      const locked = { accepted: false, reason: 'locked after wrong passwords' }
      assert.deepEqual(await signIn(PASSWORD), locked)
      await assert.rejects(change(PASSWORD, 'x'), refused('AccessDenied', OLD_WRONG, 'locked after wrong passwords'))
      iam.clock.advance(3_600_000)
      assert.equal((await signIn(PASSWORD)).accepted, true)
      assert.deepEqual(await signIn('wrong'), { accepted: false, reason: 'wrong password' })
      assert.equal((await signIn(PASSWORD)).accepted, true, 'the wrong ones were forgotten')
    })

    test('attempts that are turned away for want of room count as none', async () => {
      const { userId } = await iam.asUser('bob')
      const profile = () => iam.store.read.resources.byId('loginProfile', loginProfileId(userId))
      const before = await profile()
      const crowd = Array.from({ length: 34 }, () => derive('x', Buffer.alloc(16), iam.effects.passwords.cost))
      await assert.rejects(provePassword(before, 'wrong', iam.effects), refused('Throttling'))
      await Promise.all(crowd)
      assert.equal((await profile())?.facts.failures, 0)
    })

    test('a new password from an administrator ends the wait', async () => {
      for (let index = 0; index < 5; index += 1) await signIn('wrong')
      await set('Second-horse-2')
      assert.equal((await signIn('Second-horse-2')).accepted, true)
    })

    test('users that do not exist, and those without a password, take as long as a wrong one', async () => {
      const cost = { log2Cost: 14, blockSize: 8, parallelism: 1 }
      const secret = await withPassword(PASSWORD, undefined, { random: iam.effects.random, cost })
      const { userId } = await iam.asUser('bob')
      await iam.store.write(({ write }) => write.resources.update('loginProfile', loginProfileId(userId), { secret }))
      const effects = { ...iam.effects, passwords: newPasswords(iam.store, cost) }
      const took = async (userName: string) => {
        const start = performance.now()
        const claim = { accountId: ACCOUNT, userName, password: 'wrong' }
        assert.equal((await verifyPassword(claim, iam.store.read, effects)).accepted, false)
        return performance.now() - start
      }
      const best = async (userName: string) =>
        Math.min(await took(userName), await took(userName), await took(userName))
      const [wrong, unknown, without] = [await best('bob'), await best('nobody'), await best('admin')]
      assert.ok(unknown > wrong / 2, `unknown ${unknown} ms, wrong password ${wrong} ms`)
      assert.ok(without > wrong / 2, `without a password ${without} ms, wrong password ${wrong} ms`)
    })
  })

  describe('PasswordLastUsed', () => {
    const lastUsed = async () => (await iam.run(getUser, { UserName: 'bob' })).User as { PasswordLastUsed?: number }

    test('is when the user last signed in', async () => {
      await create()
      assert.equal((await lastUsed()).PasswordLastUsed, undefined)
      await signIn('wrong')
      await mayChange()
      await change(PASSWORD, 'Second-horse-2')
      assert.equal((await lastUsed()).PasswordLastUsed, undefined)
      await signIn('Second-horse-2')
      const usedAtMs = iam.clock.nowMs()
      iam.clock.advance(1000)
      await set('Third-horse-3')
      assert.equal((await lastUsed()).PasswordLastUsed, usedAtMs)
      const { Users } = await iam.run(listUsers, {})
      assert.deepEqual(
        Users.map(({ PasswordLastUsed }) => PasswordLastUsed),
        [undefined, usedAtMs],
      )
    })
  })

  describe('who may', () => {
    test('a user without permissions may do none of it, and learns nothing', async () => {
      const bob = await iam.asUser('bob')
      for (const operation of loginProfileOperations)
        for (const UserName of ['admin', 'nobody']) {
          const input = { UserName, Password: PASSWORD, OldPassword: PASSWORD, NewPassword: PASSWORD }
          await assert.rejects(iam.run(operation as typeof getLoginProfile, input, bob), refused('AccessDenied'))
        }
    })

    test('asks about the user', async () => {
      for (const operation of [createLoginProfile, getLoginProfile, updateLoginProfile, deleteLoginProfile])
        assert.deepEqual(await iam.asks(operation as typeof getLoginProfile, { UserName: 'BOB' }), [
          { action: `iam:${operation.name}`, resource: `arn:aws:iam::${ACCOUNT}:user/bob`, context: [] },
        ])
    })
  })
})
