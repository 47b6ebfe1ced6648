/** Reports take a bounded amount of memory, whoever asks for them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccessJob } from '../serviceLastAccessed/accessJob.ts'
import { Reports } from './reports.ts'

const making: AccessJob = { granularity: 'SERVICE_LEVEL', createdAtMs: 0, outcome: { state: 'making' } }
const entity = { Arn: 'a', Name: 'n', Type: 'USER', Id: 'i' } as const
const made = (members: number): AccessJob => ({
  ...making,
  outcome: {
    state: 'made',
    atMs: 0,
    report: { services: [], members: Array.from({ length: members }, () => entity), accessed: new Map() },
  },
})

test('the oldest jobs go when there are too many, under way or made', () => {
  const reports = new Reports((error) => assert.fail(String(error)))
  for (let n = 0; n < 2_001; n += 1) reports.putJob('account', `job${n}`, making)
  assert.equal(reports.job('account', 'job0'), undefined)
  assert.equal(reports.job('account', 'job1'), making)
  reports.putJob('other', 'large', made(150_000))
  assert.equal(reports.job('account', 'job1'), undefined)
  assert.equal(reports.job('account', 'job2000'), making)
  assert.notEqual(reports.job('other', 'large'), undefined)
})

test('one that is too large by itself is kept until the next; putting again does not count twice', () => {
  const reports = new Reports((error) => assert.fail(String(error)))
  reports.putJob('account', 'huge', made(300_000))
  assert.notEqual(reports.job('account', 'huge'), undefined)
  reports.putJob('account', 'next', making)
  assert.equal(reports.job('account', 'huge'), undefined)
  for (let n = 0; n < 5_000; n += 1) reports.putJob('account', 'again', making)
  assert.equal(reports.job('account', 'next'), making)
})

test('credential reports are bounded by their characters', () => {
  const reports = new Reports((error) => assert.fail(String(error)))
  const text = 'x'.repeat(30 * 1024 * 1024)
  for (const account of ['a', 'b', 'c']) reports.putCredentialReport(account, { state: 'made', text, atMs: 0 })
  assert.equal(reports.credentialReport('a'), undefined)
  assert.notEqual(reports.credentialReport('b'), undefined)
  assert.notEqual(reports.credentialReport('c'), undefined)
})
