import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { type IamHarness, openIam, OTHER_ACCOUNT } from '../../iam/testing.ts'
import { createAccount } from '../createAccount.ts'
import { listCreateAccountStatus } from '../listCreateAccountStatus.ts'
import { createPolicy } from '../policy/editPolicy.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

describe('tags of the organization', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const coded = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code

  test('come and go on the root, accounts and policies, and are condition keys of asks', async () => {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } })
    const own = { Name: 'own', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content } as const
    const { Policy } = await aws.run(createPolicy, own)
    for (const ResourceId of ['r-a1b2', OTHER_ACCOUNT, Policy?.PolicySummary?.Id ?? '']) {
      await aws.run(tagResource, { ResourceId, Tags: [{ Key: 'team', Value: 'a' }] })
      await aws.run(tagResource, { ResourceId, Tags: [{ Key: 'team', Value: 'b' }] })
      assert.deepEqual(await aws.run(listTagsForResource, { ResourceId }), { Tags: [{ Key: 'team', Value: 'b' }] })
      const [ask] = await aws.asks(untagResource, { ResourceId, TagKeys: ['team'] })
      const keys = new Map(ask?.context?.map(({ key, value }) => [key, value]))
      assert.equal(keys.get('aws:ResourceTag/team'), 'b')
      assert.deepEqual(keys.get('aws:TagKeys'), ['team'])
      await aws.run(untagResource, { ResourceId, TagKeys: ['team', 'none'] })
      assert.deepEqual(await aws.run(listTagsForResource, { ResourceId }), { Tags: [] })
    }
  })

  test("AWS's own policies have none", async () => {
    const ResourceId = 'p-FullAWSAccess'
    const Tags = [{ Key: 'team', Value: 'a' }]
    await assert.rejects(aws.run(tagResource, { ResourceId, Tags }), coded('InvalidInputException'))
    await assert.rejects(aws.run(untagResource, { ResourceId, TagKeys: ['team'] }), coded('InvalidInputException'))
    await assert.rejects(aws.run(listTagsForResource, { ResourceId }), coded('InvalidInputException'))
  })

  test('nothing else has any; more than 50 are refused', async () => {
    for (const ResourceId of ['999999999999', 'p-none0000', 'ou-a1b2-none0000'])
      await assert.rejects(aws.run(listTagsForResource, { ResourceId }), coded('TargetNotFoundException'))
    const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))
    await aws.run(tagResource, { ResourceId: 'r-a1b2', Tags })
    const more = { ResourceId: 'r-a1b2', Tags: [{ Key: 'one', Value: 'more' }] }
    await assert.rejects(aws.run(tagResource, more), coded('ConstraintViolationException'))
  })

  test('creations are listed by state; a member account may neither list nor tag', async () => {
    const made = await aws.run(createAccount, { Email: 'dev@example.com', AccountName: 'Development' })
    const failed = await aws.run(createAccount, { Email: 'dev@example.com', AccountName: 'Again' })
    const all = await aws.run(listCreateAccountStatus, {})
    assert.equal(all.CreateAccountStatuses?.length, 2)
    const some = await aws.run(listCreateAccountStatus, { States: ['FAILED'] })
    assert.deepEqual(some.CreateAccountStatuses, [failed.CreateAccountStatus])
    const first = await aws.run(listCreateAccountStatus, { MaxResults: 1 })
    const rest = await aws.run(listCreateAccountStatus, { MaxResults: 1, NextToken: first.NextToken ?? '' })
    assert.notEqual(first.CreateAccountStatuses?.[0]?.Id, rest.CreateAccountStatuses?.[0]?.Id)
    assert.ok(made.CreateAccountStatus?.Id)
    const member = await aws.asUser('admin', OTHER_ACCOUNT)
    await assert.rejects(aws.run(listCreateAccountStatus, {}, member), coded('AccessDenied'))
    await assert.rejects(aws.run(listTagsForResource, { ResourceId: OTHER_ACCOUNT }, member), coded('AccessDenied'))
  })
})
