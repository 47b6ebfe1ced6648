/** Which records tell of nothing new. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuditRecord } from '../../audit/index.ts'
import { Repeats } from './repeats.ts'

const called = (more: object = {}): AuditRecord => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', accessKeyId: 'AKIAALICE' },
  eventTime: '2026-11-22T10:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.1',
  userAgent: 'test/1',
  requestParameters: null,
  responseElements: null,
  requestID: 'request',
  eventID: 'event',
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '111122223333',
  eventCategory: 'Management',
  ...more,
})

describe('repeats', () => {
  test('the same call in the same second, and nothing else', () => {
    const repeats = new Repeats()
    const others = [
      {},
      { userIdentity: { type: 'IAMUser', accessKeyId: 'AKIABOB' } },
      { eventSource: 'sts.amazonaws.com' },
      { eventName: 'GetUser' },
      { awsRegion: 'eu-central-1' },
    ]
    for (const other of others) assert.equal(repeats.isNew(called(other)), true)
    for (const other of others) assert.equal(repeats.isNew(called({ ...other, requestID: 'another' })), false)
    assert.equal(repeats.isNew(called({ eventTime: '2026-11-22T10:00:01Z' })), true)
    assert.equal(repeats.isNew(called()), true, 'an earlier second that comes late')
  })

  test('takes no more memory than for some thousand calls, and forgets rather than refuses', () => {
    const repeats = new Repeats()
    const key = (n: number) => called({ userIdentity: { type: 'IAMUser', accessKeyId: `AKIA${n}` } })
    for (let n = 0; n < 5_000; n += 1) assert.equal(repeats.isNew(key(n)), true)
    assert.equal(repeats.isNew(key(4_999)), false)
    assert.equal(repeats.isNew(key(0)), true)
  })
})
