/** Repeated errors are counted, not written one by one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sparingErrors } from './sparingLog.ts'

test('one line of each sentence a second, with the number left out', () => {
  let nowMs = 0
  const lines: unknown[] = []
  const error = sparingErrors(
    { error: (facts, message) => void lines.push({ ...facts, message }) },
    { nowMs: () => 0, monotonicMs: () => nowMs },
  )
  for (let round = 0; round < 1_000; round += 1) error({ round }, 'full')
  error({}, 'other')
  nowMs = 999
  error({}, 'full')
  nowMs = 1_000
  error({ round: 'later' }, 'full')
  nowMs = 2_000
  error({ round: 'last' }, 'full')
  assert.deepEqual(lines, [
    { round: 0, message: 'full' },
    { message: 'other' },
    { round: 'later', suppressed: 1_000, message: 'full' },
    { round: 'last', message: 'full' },
  ])
})
