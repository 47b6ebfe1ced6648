/** Two million fresh cases of what differential.test.ts tests a few of. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mismatchText, testDifferentially } from '../differential/differ.ts'
import { COMPILED } from '../differential/engine.ts'
import { evaluate } from './index.ts'

const CASES = 2_000_000

test(`compiled engine and reference agree on ${CASES} fresh cases`, (context) => {
  const seed = Date.now() % 0x7fff_ffff
  context.diagnostic(`seed ${seed}`)
  const before = performance.now()
  const mismatch = testDifferentially(COMPILED, evaluate, { seed, cases: CASES })
  context.diagnostic(`${Math.round((CASES / (performance.now() - before)) * 1000)} cases a second`)
  if (mismatch !== undefined) assert.fail(mismatchText(mismatch))
})
