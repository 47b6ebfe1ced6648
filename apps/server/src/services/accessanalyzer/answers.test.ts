/** What the analysis says, as AWS says it: PASS is for what is proved, and for nothing else. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccessFinding } from '@brevet/policy/analysis'
import { resultOf, type Wording } from './answers.ts'

const WORDING: Wording = {
  pass: 'None.',
  fail: 'Some.',
  unproved: 'there is none',
  reason: 'Some in the statement with',
}
const finding = (statementIndex: number, statementId?: string): AccessFinding => ({
  statementIndex,
  ...(statementId === undefined ? {} : { statementId }),
  description: 'For example.',
  // The request is for other readers of the analysis: nothing here looks at it.
  request: {} as AccessFinding['request'],
})

describe('results', () => {
  test('proved: PASS without reasons', () => {
    assert.deepEqual(resultOf({ answer: 'proved', steps: 1 }, WORDING), { result: 'PASS', message: 'None.' })
  })

  test('shown: FAIL with the statements, named by Sid where they have one', () => {
    const analysis = {
      answer: 'counterexample',
      findings: [finding(0), finding(1, 'two'), finding(2, '')],
      undecided: [],
      steps: 1,
    } as const
    assert.deepEqual(resultOf(analysis, WORDING), {
      result: 'FAIL',
      message: 'Some.',
      reasons: [
        { description: 'Some in the statement with index: 0. For example.', statementIndex: 0 },
        { description: 'Some in the statement with sid: two. For example.', statementIndex: 1, statementId: 'two' },
        { description: 'Some in the statement with index: 2. For example.', statementIndex: 2 },
      ],
    })
  })

  test('neither: FAIL, which says that it is not proved, and why', () => {
    const undecided = [{ statementIndex: 3, statementId: 'hard', description: 'Too many patterns.' }]
    assert.deepEqual(resultOf({ answer: 'unknown', why: 'the budget is spent', undecided, steps: 9 }, WORDING), {
      result: 'FAIL',
      message: 'It could not be proved that there is none: the budget is spent.',
      reasons: [
        {
          description: 'Undecided in the statement with sid: hard. Too many patterns.',
          statementIndex: 3,
          statementId: 'hard',
        },
      ],
    })
  })

  test('some shown, some not decided: both are reasons', () => {
    const undecided = [{ statementIndex: 1, description: 'Too many patterns.' }]
    const { reasons } = resultOf({ answer: 'counterexample', findings: [finding(0)], undecided, steps: 9 }, WORDING)
    assert.deepEqual(
      reasons?.map(({ description }) => description),
      [
        'Some in the statement with index: 0. For example.',
        'Undecided in the statement with index: 1. Too many patterns.',
      ],
    )
  })
})
