import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cache } from './cache.ts'

test('keeps what was used last, within twice its limit', () => {
  const cache = new Cache<number, string>(100)
  cache.set(-1, 'kept')
  for (let key = 0; key < 10_000; key += 1) {
    cache.set(key, String(key))
    assert.ok(cache.size <= 200, `${cache.size} entries`)
    if (key % 50 === 0) assert.equal(cache.get(-1), 'kept', `after ${key}`)
    if (key >= 90) assert.equal(cache.get(key - (key % 90)), String(key - (key % 90)), `after ${key}`)
  }
  assert.equal(cache.get(5), undefined)
  cache.clear()
  assert.equal(cache.size, 0)
  assert.equal(cache.get(9_999), undefined)
})
