/** What must hold of every explanation: it agrees with the decision, and each counterfactual does allow the request. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newScene } from '../../differential/scenes.ts'
import { evaluate } from '../index.ts'
import type { AuthorizationRequest, Decision } from '../index.ts'
import { applyChanges } from './replay/applyChanges.ts'
import { explain } from './explain.ts'
import { type Bypass, type Explanation, MAX_CHANGES, MAX_COUNTERFACTUALS, MAX_NEAR_MISSES } from './explanation.ts'

const SEED = 4
const SCENES = 300

describe('explanations of random scenes', () => {
  test('agree with the reference in every member, help only where help is needed, and replay', (context) => {
    const seen = { denied: 0, helped: 0, bypassed: 0 }
    for (let scene = 0; scene < SCENES; scene += 1)
      for (const request of newScene(SEED, scene)) {
        const decision = evaluate(request)
        const explanation = explain(request)
        const { bypass, nearMisses, counterfactuals, search, ...own } = explanation
        assert.deepEqual(own, decision)
        if (bypass !== undefined) checkBypass(decision, bypass)
        seen.bypassed += Number(bypass !== undefined)
        if (decision.allowed) assert.deepEqual([nearMisses, counterfactuals, search], [[], [], 'complete'])
        else checkHelp(request, explanation)
        seen.denied += Number(!decision.allowed)
        seen.helped += Number(counterfactuals.length > 0)
      }
    const { denied, helped, bypassed } = seen
    context.diagnostic(`${denied} denials, ${((100 * helped) / denied).toFixed(1)} % of them with a change that helps`)
    assert.ok(denied > 1_000 && helped / denied > 0.95 && bypassed > 100, JSON.stringify(seen))
  })
})

/** Every set of changes allows the request, and no smaller part of it does. */
function checkHelp(request: AuthorizationRequest, { nearMisses, counterfactuals, search }: Explanation): void {
  assert.ok(nearMisses.length <= MAX_NEAR_MISSES && counterfactuals.length <= MAX_COUNTERFACTUALS)
  for (const { changes, sentence } of counterfactuals) {
    assert.ok(changes.length > 0 && changes.length <= MAX_CHANGES, sentence)
    assert.equal(evaluate(applyChanges(request, changes)).allowed, true, sentence)
    if (search === 'budget') continue
    for (const change of changes) {
      const fewer = changes.filter((one) => one !== change)
      assert.equal(evaluate(applyChanges(request, fewer)).allowed, false, `${sentence} needs all its changes`)
    }
  }
}

/** A bypass skips the identity gate at least, and none that the decision blames. */
function checkBypass(decision: Decision, { by, skipped }: Bypass): void {
  assert.notEqual(decision.outcome, 'explicitDeny')
  assert.ok(by.length > 0 && by.every(({ effect }) => effect === 'Allow'))
  assert.ok(skipped.some(({ layer }) => layer === 'identity'))
  assert.ok(skipped.every(({ layer }) => layer !== decision.layer))
}
