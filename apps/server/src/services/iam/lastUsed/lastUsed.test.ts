/** When keys and roles were last used. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { createAccessKey } from '../accesskey/createAccessKey.ts'
import { createRole } from '../role/createRole.ts'
import { getRole } from '../role/getRole.ts'
import { listRoles } from '../role/listRoles.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { userKind } from '../holderKind.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { getAccessKeyLastUsed } from './getAccessKeyLastUsed.ts'

const refused =
  (code: string, message?: string) =>
  (error: unknown): boolean =>
    error instanceof ServiceError && error.code === code && (message === undefined || error.message === message)

const DAY_MS = 86_400_000
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
})

let iam: IamHarness
const use = (subject: string, atMs: number) =>
  iam.store.usage.note([{ subject, what: '', atMs, region: 'eu-west-1', service: 'sts' }])

describe('lastUsed', () => {
  beforeEach(async () => {
    iam = await openIam()
    await iam.run(createUser, { UserName: 'bob', Path: '/x/', Tags: [{ Key: 'team', Value: 'blue' }] })
  })
  afterEach(() => iam.close())

  test('a key that was never used, then used', async () => {
    const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
    const { AccessKeyId } = AccessKey
    assert.deepEqual(await iam.run(getAccessKeyLastUsed, { AccessKeyId }), {
      UserName: 'bob',
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    })
    await use(AccessKeyId, 1_767_000_000_000)
    assert.deepEqual(await iam.run(getAccessKeyLastUsed, { AccessKeyId }), {
      UserName: 'bob',
      AccessKeyLastUsed: { LastUsedDate: 1_767_000_000_000, ServiceName: 'sts', Region: 'eu-west-1' },
    })
  })

  test("the root user's key has no user name", async () => {
    const { AccessKey } = await iam.run(createAccessKey, {}, iam.root)
    const { AccessKeyId } = AccessKey
    assert.ok(!('UserName' in (await iam.run(getAccessKeyLastUsed, { AccessKeyId }))))
    assert.equal((await iam.asks(getAccessKeyLastUsed, { AccessKeyId }))[0]?.resource, `arn:aws:iam::${ACCOUNT}:root`)
  })

  test("another account's key is as unknown as one that does not exist", async () => {
    const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
    const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
    for (const AccessKeyId of [AccessKey.AccessKeyId, 'AKIAAAAAAAAAAAAAAAAA']) {
      await assert.rejects(
        iam.run(getAccessKeyLastUsed, { AccessKeyId }, stranger),
        refused(
          'AccessDenied',
          `User: ${stranger.arn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`,
        ),
      )
      assert.equal(
        (await iam.asks(getAccessKeyLastUsed, { AccessKeyId }, stranger))[0]?.resource,
        `arn:aws:iam::${OTHER_ACCOUNT}:user/*`,
      )
    }
  })

  test('asks about the user of the key, with its tags; who may see one user learns nothing of others', async () => {
    const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
    const admins = await iam.run(createAccessKey, {})
    const [ask] = await iam.asks(getAccessKeyLastUsed, AccessKey)
    assert.equal(ask?.resource, `arn:aws:iam::${ACCOUNT}:user/x/bob`)
    assert.deepEqual(ask?.context, [
      { key: 'aws:ResourceTag/team', value: 'blue' },
      { key: 'iam:ResourceTag/team', value: 'blue' },
    ])
    const own = { Effect: 'Allow', Action: 'iam:GetAccessKeyLastUsed', Resource: ask?.resource }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: own })
    await iam.run(putPolicy(userKind), { UserName: 'bob', PolicyName: 'own', PolicyDocument })
    const bob = await iam.asUser('bob')
    await iam.run(getAccessKeyLastUsed, { AccessKeyId: AccessKey.AccessKeyId }, bob)
    for (const AccessKeyId of [admins.AccessKey.AccessKeyId, 'AKIAAAAAAAAAAAAAAAAA'])
      await assert.rejects(iam.run(getAccessKeyLastUsed, { AccessKeyId }, bob), refused('AccessDenied'))
  })

  test('GetRole tells the last use of the last 400 days, ListRoles never does', async () => {
    const { Role } = await iam.run(createRole, { RoleName: 'deploy', AssumeRolePolicyDocument: TRUST })
    const lastUsed = async () => (await iam.run(getRole, { RoleName: 'deploy' })).Role.RoleLastUsed
    assert.deepEqual(await lastUsed(), {})
    const atMs = iam.clock.nowMs()
    await use(Role.RoleId, atMs)
    assert.deepEqual(await lastUsed(), { LastUsedDate: atMs, Region: 'eu-west-1' })
    assert.ok(!('RoleLastUsed' in ((await iam.run(listRoles, {})).Roles[0] ?? {})))
    iam.clock.advance(400 * DAY_MS)
    assert.deepEqual(await lastUsed(), { LastUsedDate: atMs, Region: 'eu-west-1' })
    iam.clock.advance(1)
    assert.deepEqual(await lastUsed(), {})
  })
})
