import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { decodeBase64 } from '../../../domain/base64.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deleteUser } from '../user/deleteUser.ts'
import { createServiceSpecificCredential } from './createServiceSpecificCredential.ts'
import { deleteServiceSpecificCredential } from './deleteServiceSpecificCredential.ts'
import { listServiceSpecificCredentials } from './listServiceSpecificCredentials.ts'
import { serviceSpecificCredentialOperations } from './operations.ts'
import { resetServiceSpecificCredential } from './resetServiceSpecificCredential.ts'
import { updateServiceSpecificCredential } from './updateServiceSpecificCredential.ts'

const GIT = 'codecommit.amazonaws.com'
const BEDROCK = 'bedrock.amazonaws.com'
const DAY_MS = 86_400_000

let iam: IamHarness
describe('serviceSpecificCredential', () => {
  beforeEach(async () => {
    iam = await openIam()
    await iam.run(createUser, { UserName: 'bob', Path: '/x/' })
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code, error.message)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }
  const create = async (ServiceName = GIT, more: object = {}) =>
    (await iam.run(createServiceSpecificCredential, { UserName: 'bob', ServiceName, ...more }))
      .ServiceSpecificCredential ?? assert.fail()
  const list = async (input: object) =>
    (await iam.run(listServiceSpecificCredentials, input)).ServiceSpecificCredentials ?? []
  const storedHash = async (id: string) =>
    (await iam.store.read.resources.byId('serviceSpecificCredential', id))?.facts.secretHash

  describe('service-specific credentials', () => {
    test('a password is shown once, kept as a hash, and reset', async () => {
      const { ServicePassword, ...metadata } = await create()
      const id = metadata.ServiceSpecificCredentialId
      assert.match(id, /^ACCA[A-Z2-7]{17}$/)
      assert.match(ServicePassword ?? '', /^[A-Za-z0-9+/]{43}=$/)
      assert.deepEqual(metadata, {
        UserName: 'bob',
        Status: 'Active',
        ServiceUserName: `bob-at-${ACCOUNT}`,
        CreateDate: iam.clock.nowMs(),
        ServiceSpecificCredentialId: id,
        ServiceName: GIT,
      })
      assert.deepEqual(await list({ UserName: 'BOB' }), [metadata])
      assert.equal(await storedHash(id), hash('sha256', ServicePassword ?? '', 'hex'))
      const named = { UserName: 'bob', ServiceSpecificCredentialId: id }
      const reset = (await iam.run(resetServiceSpecificCredential, named)).ServiceSpecificCredential
      assert.deepEqual({ ...reset, ServicePassword: '' }, { ...metadata, ServicePassword: '' })
      assert.notEqual(reset?.ServicePassword, ServicePassword)
      assert.equal(await storedHash(id), hash('sha256', reset?.ServicePassword ?? '', 'hex'))
    })

    test('an API key names its credential, and expires', async () => {
      const { ServiceCredentialSecret, ...metadata } = await create(BEDROCK, { CredentialAgeDays: 30 })
      assert.equal(metadata.ServiceCredentialAlias, `bob+1-at-${ACCOUNT}`)
      assert.equal(metadata.ExpirationDate, iam.clock.nowMs() + 30 * DAY_MS)
      assert.equal(metadata.ServiceUserName, undefined)
      const inside = decodeBase64((ServiceCredentialSecret ?? '').slice('ABSK'.length))?.toString() ?? ''
      assert.ok(ServiceCredentialSecret?.startsWith('ABSK') && inside.startsWith(`bob+1-at-${ACCOUNT}:`), inside)
      iam.clock.advance(30 * DAY_MS - 1)
      assert.equal((await list({ UserName: 'bob' }))[0]?.Status, 'Active')
      iam.clock.advance(1)
      assert.equal((await list({ UserName: 'bob' }))[0]?.Status, 'Expired')
    })

    test('is deactivated and deleted', async () => {
      const named = { UserName: 'bob', ServiceSpecificCredentialId: (await create()).ServiceSpecificCredentialId }
      await iam.run(updateServiceSpecificCredential, { ...named, Status: 'Inactive' })
      assert.equal((await list({ UserName: 'bob' }))[0]?.Status, 'Inactive')
      const expired = iam.run(updateServiceSpecificCredential, { ...named, Status: 'Expired' })
      await assert.rejects(expired, refused('InvalidInput'))
      await assert.rejects(
        iam.run(deleteUser, { UserName: 'bob' }),
        refused('DeleteConflict', 'Cannot delete entity, must remove referenced objects first.'),
      )
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await iam.run(createUser, { UserName: 'bob' }, other)
      const gone = refused('NoSuchEntity', `No such credential ${named.ServiceSpecificCredentialId} exists`)
      await assert.rejects(iam.run(deleteServiceSpecificCredential, named, other), gone)
      await assert.rejects(iam.run(deleteServiceSpecificCredential, { ...named, UserName: 'admin' }), gone)
      await iam.run(deleteServiceSpecificCredential, named)
      for (const operation of [deleteServiceSpecificCredential, resetServiceSpecificCredential])
        await assert.rejects(iam.run(operation, named), gone)
      await iam.run(deleteUser, { UserName: 'bob' })
    })

    test('two a user for each service, with names that nobody else has there', async () => {
      await iam.run(createUser, { UserName: 'bob+1' })
      const first = await create()
      const theirs = await create(GIT, { UserName: 'bob+1' })
      const second = await create()
      assert.deepEqual(
        [first, theirs, second].map(({ ServiceUserName }) => ServiceUserName),
        [`bob-at-${ACCOUNT}`, `bob+1-at-${ACCOUNT}`, `bob+2-at-${ACCOUNT}`],
      )
      await assert.rejects(
        create(),
        refused('LimitExceeded', 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2'),
      )
      assert.equal((await create('cassandra.amazonaws.com')).ServiceUserName, `bob-at-${ACCOUNT}`)
    })

    test('unknown services, ages where there are none, unknown users', async () => {
      const unsupported = (service: string) =>
        refused('NoSuchEntity', `No such service ${service} is supported for Service Specific Credentials`)
      await assert.rejects(create('s3.amazonaws.com'), unsupported('s3.amazonaws.com'))
      await assert.rejects(create('__proto__'), unsupported('__proto__'))
      await assert.rejects(create(GIT, { CredentialAgeDays: 1 }), refused('InvalidInput'))
      await assert.rejects(create(GIT, { UserName: 'nobody' }), refused('NoSuchEntity'))
      await assert.rejects(list({ ServiceName: 's3.amazonaws.com' }), unsupported('s3.amazonaws.com'))
    })

    test('lists are of a user, of the caller or of all, of one service or all, in pages', async () => {
      await create()
      await create(BEDROCK)
      await create(GIT, { UserName: 'admin' })
      assert.equal((await list({})).length, 1)
      assert.deepEqual(
        (await list({ UserName: 'bob', ServiceName: BEDROCK })).map(({ ServiceName }) => ServiceName),
        [BEDROCK],
      )
      assert.deepEqual(
        (await list({ AllUsers: true })).map(({ UserName, ServiceName }) => [UserName, ServiceName]),
        [
          ['bob', BEDROCK],
          ['admin', GIT],
          ['bob', GIT],
        ],
      )
      assert.equal((await list({ AllUsers: true, ServiceName: GIT })).length, 2)
      const first = await iam.run(listServiceSpecificCredentials, { AllUsers: true, MaxItems: 2 })
      const rest = await iam.run(listServiceSpecificCredentials, { AllUsers: true, Marker: first.Marker ?? '' })
      assert.deepEqual([first.IsTruncated, rest.ServiceSpecificCredentials?.length, rest.IsTruncated], [true, 1, false])
      await assert.rejects(list({ AllUsers: true, UserName: 'bob' }), refused('ValidationError'))
    })
  })

  describe('what is asked', () => {
    test('about the user, with the service and the age', async () => {
      const resource = `arn:aws:iam::${ACCOUNT}:user/x/bob`
      const service = { key: 'iam:ServiceSpecificCredentialServiceName', value: BEDROCK }
      const asked = await iam.asks(createServiceSpecificCredential, {
        UserName: 'BOB',
        ServiceName: BEDROCK,
        CredentialAgeDays: 7,
      })
      const age = { key: 'iam:ServiceSpecificCredentialAgeDays', value: '7' }
      assert.deepEqual(asked, [{ action: 'iam:CreateServiceSpecificCredential', resource, context: [service, age] }])
      const { ServiceSpecificCredentialId } = await create(BEDROCK)
      for (const operation of [
        resetServiceSpecificCredential,
        updateServiceSpecificCredential,
        deleteServiceSpecificCredential,
      ]) {
        const input = { UserName: 'bob', ServiceSpecificCredentialId }
        assert.deepEqual(await iam.asks(operation, input), [
          { action: `iam:${operation.name}`, resource, context: [service] },
        ])
      }
      assert.deepEqual(await iam.asks(listServiceSpecificCredentials, { AllUsers: true }), [
        { action: 'iam:ListServiceSpecificCredentials', resource: `arn:aws:iam::${ACCOUNT}:user/*`, context: [] },
      ])
    })

    test('a user without permissions may do none of it, and learns nothing', async () => {
      const bob = await iam.asUser('bob')
      const { ServiceSpecificCredentialId } = await create(GIT, { UserName: 'admin' })
      for (const operation of serviceSpecificCredentialOperations)
        for (const UserName of ['admin', 'nobody']) {
          const input = { UserName, ServiceSpecificCredentialId, ServiceName: GIT, Status: 'Active' }
          const call = iam.run(operation as typeof deleteServiceSpecificCredential, input, bob)
          await assert.rejects(call, refused('AccessDenied'))
        }
    })
  })
})
