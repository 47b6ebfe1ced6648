/** The judge: answers in order, gives up in time, is busy when it is, and leaves nothing behind. */
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { parsePolicy, type PolicyDocument } from '@brevet/policy'
import { JudgeBusy, JudgeGaveUp, type JudgeLimits, PolicyJudge } from './policyJudge.ts'

const open: PolicyJudge[] = []
const warnings: string[] = []
const warn = (message: string): void => void warnings.push(message)
const judge = (limits: Partial<JudgeLimits> = {}): PolicyJudge => {
  const one = new PolicyJudge({ warn, limits: { questionMs: 60_000, ...limits } })
  open.push(one)
  return one
}
describe('policyJudge', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
    assert.deepEqual(warnings.splice(0), [])
  })

  function policyOf(Action: string, Resource: string | readonly string[]): PolicyDocument {
    const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] })
    const result = parsePolicy(text, 'identity')
    return result.ok ? result.policy : assert.fail(JSON.stringify(result.faults))
  }
  const READ = policyOf('s3:Get*', '*')
  const ALL = policyOf('s3:*', '*')
  const question = { text: '{}', type: 'identity', options: {} } as const

  describe('the judge', () => {
    test('answers every kind of question, several at once, each with its own answer', async () => {
      const one = judge()
      const [narrower, wider, granted, found, open] = await Promise.all([
        one.ask('noNewAccess', { existing: ALL, proposed: READ }),
        one.ask('noNewAccess', { existing: READ, proposed: ALL }),
        one.ask('accessNotGranted', { policy: READ, accesses: [{ actions: ['iam:PassRole'] }] }),
        one.ask('findings', question),
        one.ask('noPublicAccess', { policy: READ }),
      ])
      assert.deepEqual([narrower.answer, wider.answer, granted.answer], ['proved', 'counterexample', 'proved'])
      assert.ok(found.some(({ severity }) => severity === 'ERROR'))
      // An identity policy names no principals: that is not a proof of anything.
      assert.equal(open.answer, 'unknown')
    })

    test('gives up in time, and answers the next question all the same', async () => {
      const one = judge({ questionMs: 1 })
      const first = one.ask('findings', question)
      const second = one.ask('findings', question)
      for (const asked of [first, second])
        await assert.rejects(
          asked,
          (error) => error instanceof JudgeGaveUp && error.message === 'it took longer than 0.001 s',
        )
      const patient = judge()
      assert.ok((await patient.ask('findings', question)).length > 0)
    })

    test('gives up where its thread fails, and begins anew', async () => {
      const one = judge()
      // No caller can ask this: the types stand for a defect of ours, or for memory that ran out.
      const broken = { ...question, text: undefined as never }
      await assert.rejects(
        one.ask('findings', broken),
        (error) => error instanceof JudgeGaveUp && error.message === 'it took too much memory, or failed',
      )
      assert.match(
        warnings.splice(0).join(),
        /^a question about a policy was given up: Cannot read properties of undefined/,
      )
      assert.ok((await one.ask('findings', question)).length > 0)
    })

    test('lets only so many wait', async () => {
      const one = judge({ waiting: 1 })
      const asked = [one.ask('findings', question), one.ask('findings', question)]
      await assert.rejects(one.ask('findings', question), JudgeBusy)
      assert.equal((await Promise.all(asked)).length, 2)
      assert.ok((await one.ask('findings', question)).length > 0)
    })

    test('begins again after its thread ended for want of questions', async () => {
      const one = judge({ idleMs: 0 })
      await one.ask('findings', question)
      await new Promise((resolve) => setTimeout(resolve, 20))
      assert.ok((await one.ask('findings', question)).length > 0)
    })

    test('gives up what is not answered when it closes, and takes no more', async () => {
      const one = judge()
      const asked = [one.ask('findings', question), one.ask('findings', question)]
      const ended = Promise.all(asked.map((each) => assert.rejects(each, JudgeGaveUp)))
      await one.close()
      await ended
      await assert.rejects(one.ask('findings', question), JudgeGaveUp)
    })

    test('works while the process does something else', async () => {
      const one = judge()
      // The thread is there already when the question is asked.
      await one.ask('findings', question)
      const hostile = policyOf(
        's3:GetObject',
        Array.from({ length: 60 }, (_, index) => `arn:aws:s3:::*${index}?*a${'?'.repeat(index % 17)}`),
      )
      const asked = one.ask('noNewAccess', { existing: hostile, proposed: hostile })
      let turns = 0
      const counting = setInterval(() => (turns += 1), 1)
      await asked
      clearInterval(counting)
      assert.ok(turns > 0)
    })
  })
})
