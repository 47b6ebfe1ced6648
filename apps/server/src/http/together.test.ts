import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { together } from './together.ts'

describe('together', () => {
  test('begins everything of one turn at its end, in order, and answers each its own', async () => {
    const begun: number[] = []
    const double = together(async (n: number) => {
      begun.push(n)
      await turn()
      return 2 * n
    })
    const answers = [1, 2, 3].map(double)
    assert.deepEqual(begun, [])
    await turn()
    assert.deepEqual(begun, [1, 2, 3])
    assert.deepEqual(await Promise.all(answers), [2, 4, 6])
    assert.equal(await double(4), 8)
  })

  test('the failure of one is not that of the others', async () => {
    const work = together(async (n: number) => {
      if (n === 2) throw new Error('two')
      return n
    })
    const [one, two, three] = await Promise.allSettled([work(1), work(2), work(3)])
    assert.equal(one?.status === 'fulfilled' && one.value, 1)
    assert.equal(two?.status === 'rejected' && String(two.reason), 'Error: two')
    assert.equal(three?.status === 'fulfilled' && three.value, 3)
  })
})
