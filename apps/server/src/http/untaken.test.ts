/** Memory of answers that nobody reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UntakenAnswers } from './untaken.ts'

test('the longest waiting go first; what is taken or over makes room', () => {
  const untaken = new UntakenAnswers(100)
  const cut: string[] = []
  const taker = (name: string) => ({ destroy: () => void cut.push(name) })
  const [a, b, c, d] = [taker('a'), taker('b'), taker('c'), taker('d')]
  untaken.add(a, 40)
  untaken.add(b, 40)
  untaken.take(a, 40)
  untaken.add(c, 60)
  assert.deepEqual(cut, [])
  untaken.add(b, 10)
  assert.deepEqual(cut, ['b'])
  untaken.take(b, 50)
  untaken.forget(c)
  untaken.forget(c)
  untaken.add(d, 100)
  assert.deepEqual(cut, ['b'])
  untaken.take(d, 60)
  untaken.add(a, 60)
  assert.deepEqual(cut, ['b'])
  untaken.add(c, 101)
  assert.deepEqual(cut, ['b', 'd', 'a', 'c'])
  untaken.add(a, 100)
  assert.deepEqual(cut, ['b', 'd', 'a', 'c'])
})
