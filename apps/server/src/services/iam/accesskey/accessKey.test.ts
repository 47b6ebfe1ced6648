import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { accountOfAccessKeyId } from '../../../domain/ids.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { createAccessKey } from './createAccessKey.ts'
import { deleteAccessKey } from './deleteAccessKey.ts'
import { listAccessKeys } from './listAccessKeys.ts'
import { accessKeyOperations } from './operations.ts'
import { updateAccessKey } from './updateAccessKey.ts'

let iam: IamHarness
describe('accessKey', () => {
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

  const revocations = async () =>
    (await iam.store.read.revocations.active(iam.clock.nowMs())).map(({ kind, subject, issuedBeforeMs }) => ({
      kind,
      subject,
      issuedBeforeMs,
    }))

  describe('access keys of a user', () => {
    test('a key is shown whole once and without its secret afterwards', async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'BOB' })
      assert.equal(accountOfAccessKeyId(AccessKey.AccessKeyId), ACCOUNT)
      assert.match(AccessKey.AccessKeyId, /^AKIA[A-Z2-7]{16}$/)
      assert.match(AccessKey.SecretAccessKey, /^[A-Za-z0-9+/]{40}$/)
      assert.deepEqual(
        { ...AccessKey, AccessKeyId: '', SecretAccessKey: '' },
        { UserName: 'bob', AccessKeyId: '', SecretAccessKey: '', Status: 'Active', CreateDate: iam.clock.nowMs() },
      )
      const listed = await iam.run(listAccessKeys, { UserName: 'bob' })
      assert.deepEqual(listed, {
        AccessKeyMetadata: [
          { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId, Status: 'Active', CreateDate: iam.clock.nowMs() },
        ],
        IsTruncated: false,
      })
      const stored = await iam.store.read.accessKeys.byId(AccessKey.AccessKeyId)
      assert.equal(stored?.secret.reveal(), AccessKey.SecretAccessKey)
    })

    test('secrets are not repeated', async () => {
      const first = await iam.run(createAccessKey, { UserName: 'bob' })
      const second = await iam.run(createAccessKey, { UserName: 'bob' })
      assert.notEqual(first.AccessKey.SecretAccessKey, second.AccessKey.SecretAccessKey)
      assert.notEqual(first.AccessKey.AccessKeyId, second.AccessKey.AccessKeyId)
    })

    test('two keys at most, inactive ones included', async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      await iam.run(updateAccessKey, { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId, Status: 'Inactive' })
      await iam.run(createAccessKey, { UserName: 'bob' })
      await assert.rejects(
        iam.run(createAccessKey, { UserName: 'bob' }),
        refused('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2'),
      )
    })

    test('lists oldest first, in pages', async () => {
      const first = await iam.run(createAccessKey, { UserName: 'bob' })
      iam.clock.advance(1000)
      const second = await iam.run(createAccessKey, { UserName: 'bob' })
      const page = await iam.run(listAccessKeys, { UserName: 'bob', MaxItems: 1 })
      assert.equal(page.AccessKeyMetadata[0]?.AccessKeyId, first.AccessKey.AccessKeyId)
      const rest = await iam.run(listAccessKeys, { UserName: 'bob', Marker: page.Marker ?? '' })
      assert.equal(rest.AccessKeyMetadata[0]?.AccessKeyId, second.AccessKey.AccessKeyId)
      assert.equal(rest.IsTruncated, false)
    })

    test("somebody else's key is as unknown as one that does not exist", async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      const theirs = AccessKey.AccessKeyId
      const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
      for (const [AccessKeyId, caller] of [
        [theirs, iam.admin],
        [theirs, stranger],
        ['AKIAAAAAAAAAAAAAAAAA', iam.admin],
      ] as const) {
        const sentence = `The Access Key with id ${AccessKeyId} cannot be found.`
        await assert.rejects(
          iam.run(updateAccessKey, { UserName: 'admin', AccessKeyId, Status: 'Inactive' }, caller),
          refused('NoSuchEntity', sentence),
        )
        await assert.rejects(
          iam.run(deleteAccessKey, { UserName: 'admin', AccessKeyId }, caller),
          refused('NoSuchEntity', sentence),
        )
      }
      assert.equal((await iam.store.read.accessKeys.byId(theirs))?.status, 'Active')
    })

    test('Expired is not a status one can set', async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      await assert.rejects(
        iam.run(updateAccessKey, { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId, Status: 'Expired' }),
        refused('InvalidInput'),
      )
    })
  })

  describe('a key ends with what came from it', () => {
    test('deactivating revokes the sessions of the key, and activating again revives none', async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      const key = { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId }
      const nowMs = iam.clock.nowMs()
      await iam.run(updateAccessKey, { ...key, Status: 'Inactive' })
      const ended = [{ kind: 'accessKey', subject: key.AccessKeyId, issuedBeforeMs: nowMs + 1 }]
      assert.deepEqual(await revocations(), ended)
      iam.clock.advance(60_000)
      await iam.run(updateAccessKey, { ...key, Status: 'Active' })
      assert.equal((await iam.store.read.accessKeys.byId(key.AccessKeyId))?.status, 'Active')
      // Those too that a call under way when the key was deactivated has been given since.
      const lines = (await revocations()).map(({ issuedBeforeMs }) => issuedBeforeMs)
      assert.equal(Math.max(...lines), iam.clock.nowMs() + 1)
      const known = await revocations()
      iam.clock.advance(60_000)
      await iam.run(updateAccessKey, { ...key, Status: 'Active' })
      assert.deepEqual(await revocations(), known)
    })

    test('deactivating again later moves the line on', async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      const key = { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId }
      await iam.run(updateAccessKey, { ...key, Status: 'Inactive' })
      await iam.run(updateAccessKey, { ...key, Status: 'Active' })
      iam.clock.advance(60_000)
      await iam.run(updateAccessKey, { ...key, Status: 'Inactive' })
      const lines = (await revocations()).map(({ issuedBeforeMs }) => issuedBeforeMs)
      assert.equal(Math.max(...lines), iam.clock.nowMs() + 1)
    })

    test('deleting revokes them too', async () => {
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      await iam.run(deleteAccessKey, { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId })
      assert.equal(await iam.store.read.accessKeys.byId(AccessKey.AccessKeyId), undefined)
      assert.deepEqual(await revocations(), [
        { kind: 'accessKey', subject: AccessKey.AccessKeyId, issuedBeforeMs: iam.clock.nowMs() + 1 },
      ])
    })
  })

  describe('whose key, where nobody is named', () => {
    test("a user's own", async () => {
      const { AccessKey } = await iam.run(createAccessKey, {})
      assert.equal(AccessKey.UserName, 'admin')
      const own = await iam.run(listAccessKeys, {})
      assert.equal(own.AccessKeyMetadata[0]?.AccessKeyId, AccessKey.AccessKeyId)
      const [ask] = await iam.asks(createAccessKey, {})
      assert.equal(ask?.resource, `arn:aws:iam::${ACCOUNT}:user/admin`)
    })

    test("the root user's, which has no UserName", async () => {
      const { AccessKey } = await iam.run(createAccessKey, {}, iam.root)
      assert.ok(!('UserName' in AccessKey))
      assert.equal((await iam.store.read.accessKeys.byId(AccessKey.AccessKeyId))?.userId, ACCOUNT)
      const listed = await iam.run(listAccessKeys, {}, iam.root)
      assert.deepEqual(
        listed.AccessKeyMetadata.map((key) => key.AccessKeyId),
        [AccessKey.AccessKeyId],
      )
      const { AccessKeyId } = AccessKey
      await iam.run(updateAccessKey, { AccessKeyId, Status: 'Inactive' }, iam.root)
      await iam.run(deleteAccessKey, { AccessKeyId }, iam.root)
      assert.deepEqual((await iam.run(listAccessKeys, {}, iam.root)).AccessKeyMetadata, [])
      const [ask] = await iam.asks(createAccessKey, {}, iam.root)
      assert.equal(ask?.resource, `arn:aws:iam::${ACCOUNT}:root`)
    })

    test("a user cannot reach the root user's key", async () => {
      const { AccessKey } = await iam.run(createAccessKey, {}, iam.root)
      await assert.rejects(iam.run(deleteAccessKey, { AccessKeyId: AccessKey.AccessKeyId }), refused('NoSuchEntity'))
    })

    test('no role session', async () => {
      const session = {
        ...iam.admin,
        kind: 'assumedRole',
        roleArn: '',
        roleId: '',
        roleName: '',
        sessionName: '',
      } as const
      for (const operation of accessKeyOperations)
        await assert.rejects(
          iam.asks(operation as typeof listAccessKeys, {}, session),
          refused('ValidationError', 'Must specify userName when calling with non-User credentials'),
        )
    })
  })

  test('every operation asks about the real ARN of the user, and is denied without permission', async () => {
    const bob = await iam.asUser('bob')
    for (const operation of accessKeyOperations) {
      const input = { UserName: 'BOB', AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', Status: 'Inactive' as const }
      assert.deepEqual(await iam.asks(operation as typeof updateAccessKey, input), [
        { action: `iam:${operation.name}`, resource: `arn:aws:iam::${ACCOUNT}:user/x/bob`, context: [] },
      ])
      await assert.rejects(iam.run(operation as typeof updateAccessKey, input, bob), refused('AccessDenied'))
    }
  })
})
