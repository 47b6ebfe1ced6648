/** Long work lets others go several steps. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { othersTurns } from './othersTurns.ts'

test('what takes four turns of its own is done between two slices', async () => {
  let steps = 0
  const step = (): void => {
    steps += 1
    if (steps < 4) setImmediate(step)
  }
  setImmediate(step)
  await othersTurns()
  assert.equal(steps, 4)
})
