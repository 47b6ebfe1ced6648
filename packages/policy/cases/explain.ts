/** Rows of kind `explain`. */
import assert from 'node:assert/strict'
import { applyChanges, evaluate, explain } from '../src/index.ts'
import { type DecisionRow, outcomeOf, requestOf } from './requests.ts'

export interface ExplainRow extends DecisionRow {
  /** `layer:policy#statement Element` of each near miss. */
  readonly nearMisses: readonly string[]
  /** The sentences of the counterfactuals. */
  readonly allowedIf: readonly string[]
  /** `match: gates skipped` */
  readonly bypass?: string
}

/** An explanation: what is said, and that every change said to help does. */
export function runExplain(row: ExplainRow, name: string): void {
  const asked = requestOf(row)
  const { bypass, nearMisses, counterfactuals, ...rest } = explain(asked)
  assert.equal(outcomeOf(rest), row.expect, name)
  const near = nearMisses.map(
    ({ statement: { layer, policyId, index }, element, condition }) =>
      `${layer}:${policyId}#${index ?? '-'} ${element}${condition === undefined ? '' : ` ${condition.key}`}`,
  )
  assert.deepEqual(near, row.nearMisses, name)
  const sentences = counterfactuals.map(({ sentence }) => sentence)
  assert.deepEqual(sentences, row.allowedIf, name)
  for (const { changes, sentence } of counterfactuals)
    assert.equal(evaluate(applyChanges(asked, changes)).allowed, true, `${name}: ${sentence}`)
  const skipped = bypass?.skipped.map(({ layer }) => layer).join(', ')
  assert.equal(bypass === undefined ? undefined : `${bypass.match}: ${skipped ?? ''}`, row.bypass, name)
}
