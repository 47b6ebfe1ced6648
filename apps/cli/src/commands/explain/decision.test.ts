/** Reading what a server answers: whole documents, those of another account's resources, and nonsense. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { renderExplanation } from '@brevet/policy'
import { readRefusal } from './decision.ts'

const STATEMENT = { layer: 'identity', policyId: 'inline:own', effect: 'Allow', index: 0 }
const REPORT = { statement: STATEMENT, applies: false, action: true, resource: false, conditions: [] }
const document = (reasoning: object): Record<string, unknown> => ({
  allowed: false,
  context: { principal: { arn: 'arn:ann' }, action: 's3:GetObject', resource: '*' },
  reasoning: { outcome: 'implicitDeny', layer: 'identity', layers: [], ...reasoning },
})

describe('readRefusal', () => {
  test('a layer of another account has no statements', () => {
    const refusal = readRefusal(
      document({
        layers: [
          { layer: 'trust', outcome: 'implicitDeny' },
          { layer: 'identity', outcome: 'implicitDeny', statements: [REPORT] },
        ],
        withheldAccount: '444455556666',
      }),
    )
    assert.deepEqual(refusal?.subject, { caller: 'arn:ann', action: 's3:GetObject', resource: '*' })
    assert.deepEqual(
      refusal.explanation.layers.map(({ statements }) => statements.length),
      [0, 1],
    )
    assert.equal(refusal.withheldAccount, '444455556666')
    assert.match(renderExplanation(refusal.explanation), /Resource does not match/)
  })

  test('what is no such document is none', () => {
    for (const nonsense of [{}, { reasoning: null }, { reasoning: { outcome: 'maybe' } }, { allowed: false }])
      assert.equal(readRefusal(nonsense), undefined)
  })

  test('parts that have not their form are left out, and the rest is shown', () => {
    const broken = [null, 1, {}, { statement: {} }, { statement: STATEMENT, element: 'Action' }]
    const refusal = readRefusal(
      document({
        layers: [
          ...broken,
          {
            layer: 'identity',
            outcome: 'implicitDeny',
            statements: [...broken, { ...REPORT, conditions: [{}] }, REPORT],
          },
        ],
        nearMisses: broken,
        counterfactuals: [...broken, { sentence: 'Allowed if so.' }],
        search: 'budget',
      }),
    )
    assert.ok(refusal !== undefined)
    assert.deepEqual([refusal.explanation.layers.length, refusal.explanation.nearMisses.length], [1, 0])
    const text = renderExplanation(refusal.explanation)
    assert.match(
      text,
      /smallest change first \(the search ended at its bound: there may be others\)\n└─ Allowed if so\./,
    )
  })
})
