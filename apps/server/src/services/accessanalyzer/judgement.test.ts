/** What callers are told when the judge has no answer. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { PolicyJudge } from './judge/policyJudge.ts'
import { analysis, findings } from './judgement.ts'

const DOCUMENT = { type: 'trust', version: '2012-10-17', statements: [] } as const
const TEXT = { text: '{}', type: 'identity', options: {} } as const
const throttled = (error: unknown): boolean =>
  error instanceof ServiceError &&
  error.code === 'ThrottlingException' &&
  error.detail.members?.['retryAfterSeconds'] === 1

describe('a judge that gives up', () => {
  test('leaves an analysis unknown, and findings refused', async () => {
    const judge = new PolicyJudge({ warn: assert.fail, limits: { questionMs: 1 } })
    assert.deepEqual(await analysis(judge.ask('noPublicAccess', { policy: DOCUMENT })), {
      answer: 'unknown',
      why: 'it took longer than 0.001 s',
      undecided: [],
      steps: 0,
    })
    await assert.rejects(findings(judge.ask('findings', TEXT)), (error: ServiceError) => {
      assert.equal(error.code, 'ValidationException')
      assert.equal(error.message, 'The policy document could not be judged: it took longer than 0.001 s.')
      assert.deepEqual(error.detail.members, { reason: 'other' })
      return true
    })
    await judge.close()
  })

  test('and one that is busy says when to come again', async () => {
    const judge = new PolicyJudge({ warn: assert.fail, limits: { waiting: 0 } })
    await assert.rejects(findings(judge.ask('findings', TEXT)), throttled)
    await assert.rejects(analysis(judge.ask('noPublicAccess', { policy: DOCUMENT })), throttled)
    await judge.close()
  })
})
