import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deleteAccountPasswordPolicy } from './deleteAccountPasswordPolicy.ts'
import { getAccountPasswordPolicy } from './getAccountPasswordPolicy.ts'
import { updateAccountPasswordPolicy } from './updateAccountPasswordPolicy.ts'

let iam: IamHarness
describe('passwordPolicy', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }

  describe('the account password policy', () => {
    test('an account that set none has none to show or to delete', async () => {
      await assert.rejects(
        iam.run(getAccountPasswordPolicy, {}),
        refused('NoSuchEntity', `The Password Policy with domain name ${ACCOUNT} cannot be found.`),
      )
      await assert.rejects(
        iam.run(deleteAccountPasswordPolicy, {}),
        refused('NoSuchEntity', 'The account policy with name PasswordPolicy cannot be found.'),
      )
    })

    test('is shown as it was set, and an update replaces all of it', async () => {
      await iam.run(updateAccountPasswordPolicy, {
        MinimumPasswordLength: 14,
        RequireSymbols: true,
        RequireNumbers: true,
        RequireUppercaseCharacters: true,
        RequireLowercaseCharacters: true,
        AllowUsersToChangePassword: true,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 24,
        HardExpiry: true,
      })
      assert.deepEqual((await iam.run(getAccountPasswordPolicy, {})).PasswordPolicy, {
        MinimumPasswordLength: 14,
        RequireSymbols: true,
        RequireNumbers: true,
        RequireUppercaseCharacters: true,
        RequireLowercaseCharacters: true,
        AllowUsersToChangePassword: true,
        ExpirePasswords: true,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 24,
        HardExpiry: true,
      })
      await iam.run(updateAccountPasswordPolicy, { RequireNumbers: true })
      assert.deepEqual((await iam.run(getAccountPasswordPolicy, {})).PasswordPolicy, {
        MinimumPasswordLength: 6,
        RequireSymbols: false,
        RequireNumbers: true,
        RequireUppercaseCharacters: false,
        RequireLowercaseCharacters: false,
        AllowUsersToChangePassword: false,
        ExpirePasswords: false,
      })
      await iam.run(deleteAccountPasswordPolicy, {})
      await assert.rejects(iam.run(getAccountPasswordPolicy, {}), refused('NoSuchEntity'))
    })

    test('is of one account', async () => {
      await iam.run(updateAccountPasswordPolicy, {})
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(
        iam.run(getAccountPasswordPolicy, {}, other),
        refused('NoSuchEntity', `The Password Policy with domain name ${OTHER_ACCOUNT} cannot be found.`),
      )
    })

    test('asks before it says whether there is one', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      const bob = await iam.asUser('bob')
      for (const operation of [getAccountPasswordPolicy, updateAccountPasswordPolicy, deleteAccountPasswordPolicy]) {
        assert.deepEqual(await iam.asks(operation as typeof getAccountPasswordPolicy, {}), [
          { action: `iam:${operation.name}`, resource: '*', context: [] },
        ])
        await assert.rejects(iam.run(operation as typeof getAccountPasswordPolicy, {}, bob), refused('AccessDenied'))
      }
    })
  })
})
