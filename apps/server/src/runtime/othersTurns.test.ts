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

test('of all long work one slice goes on at a time, in the order of asking', async () => {
  let turns = 0
  let counting = true
  const count = (): void => {
    turns += 1
    if (counting) setImmediate(count)
  }
  const slices: { readonly of: number; readonly turn: number }[] = []
  const work = async (of: number): Promise<void> => {
    for (let n = 0; n < 3; n += 1) {
      await othersTurns()
      slices.push({ of, turn: turns })
    }
  }
  setImmediate(count)
  await Promise.all([work(0), work(1), work(2)])
  counting = false
  assert.deepEqual(
    slices.map(({ of }) => of),
    [0, 1, 2, 0, 1, 2, 0, 1, 2],
  )
  for (const [index, { turn }] of slices.entries())
    if (index > 0) assert.ok(turn - (slices[index - 1]?.turn ?? 0) >= 4, `slice ${index}`)
})
