/** One report at a time, and no account waits for all that another has ordered. */
import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { test } from 'node:test'
import { ReportQueue } from './reportQueue.ts'

test('accounts take turns, one report at a time', async () => {
  const queue = new ReportQueue()
  const made: string[] = []
  let running = 0
  const order = (accountId: string, name: string): boolean =>
    queue.add(accountId, async () => {
      running += 1
      assert.equal(running, 1)
      await nextTurn()
      running -= 1
      made.push(name)
    })
  for (const name of ['a1', 'a2', 'a3', 'a4']) order('a', name)
  for (const name of ['b1', 'b2']) order('b', name)
  while (made.length < 6) await nextTurn()
  assert.deepEqual(made, ['a1', 'a2', 'b1', 'a3', 'b2', 'a4'])
  order('b', 'b3')
  while (made.length < 7) await nextTurn()
  assert.equal(made.at(-1), 'b3')
})

test('a hundred of one account wait, and no more; others are not concerned', () => {
  const queue = new ReportQueue()
  const never = () => new Promise<void>(() => undefined)
  for (let n = 0; n < 101; n += 1) assert.ok(queue.add('a', never), String(n))
  assert.equal(queue.add('a', never), false)
  assert.ok(queue.add('b', never))
})
