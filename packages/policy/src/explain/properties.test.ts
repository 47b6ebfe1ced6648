/** What must hold of every explanation: it agrees with the decision, and each counterfactual does allow the request. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newScene } from '../../differential/scenes.ts'
import { evaluate } from '../index.ts'
import type { AuthorizationRequest, Decision } from '../index.ts'
import { applyChanges } from './applyChanges.ts'
import { explain } from './explain.ts'
import { type Explanation, MAX_CHANGES, MAX_COUNTERFACTUALS, MAX_NEAR_MISSES } from './explanation.ts'

const SEED = 4
const SCENES = 1_500

/** Explanations of random scenes, beside what the reference decides. */
function* explained(): Generator<{ request: AuthorizationRequest; decision: Decision; explanation: Explanation }> {
  for (let scene = 0; scene < SCENES; scene += 1)
    for (const request of newScene(SEED, scene))
      yield { request, decision: evaluate(request), explanation: explain(request) }
}

describe('explanations of random scenes', () => {
  test('agree with the reference in every member, help only where help is needed, and replay', (context) => {
    let denied = 0
    let helped = 0
    for (const { request, decision, explanation } of explained()) {
      const { bypass, nearMisses, counterfactuals, search, ...own } = explanation
      assert.deepEqual(own, decision)
      assert.equal(JSON.stringify(bypass) === undefined, bypass === undefined)
      if (decision.allowed) {
        assert.deepEqual([nearMisses, counterfactuals, search], [[], [], 'complete'])
        continue
      }
      denied += 1
      helped += Number(counterfactuals.length > 0)
      assert.ok(nearMisses.length <= MAX_NEAR_MISSES && counterfactuals.length <= MAX_COUNTERFACTUALS)
      for (const { changes, sentence } of counterfactuals) {
        assert.ok(changes.length > 0 && changes.length <= MAX_CHANGES, sentence)
        assert.equal(evaluate(applyChanges(request, changes)).allowed, true, sentence)
        for (const change of changes) {
          const fewer = changes.filter((one) => one !== change)
          assert.equal(evaluate(applyChanges(request, fewer)).allowed, false, `${sentence} needs all its changes`)
        }
      }
    }
    context.diagnostic(`${denied} denials, ${((100 * helped) / denied).toFixed(1)} % of them with a change that helps`)
    assert.ok(helped / denied > 0.9)
  })

  test('name the gates that a direct grant skipped, and only where one did', () => {
    let seen = 0
    for (const { decision, explanation } of explained()) {
      const { bypass } = explanation
      if (bypass === undefined) continue
      seen += 1
      assert.notEqual(decision.outcome, 'explicitDeny')
      assert.ok(bypass.by.length > 0 && bypass.by.every(({ effect }) => effect === 'Allow'))
      assert.ok(bypass.skipped.some(({ layer }) => layer === 'identity'))
      if (decision.allowed) continue
      assert.ok(bypass.skipped.every(({ layer }) => layer !== decision.layer))
    }
    assert.ok(seen > 100, String(seen))
  })
})
