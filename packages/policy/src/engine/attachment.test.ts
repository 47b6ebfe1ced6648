import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attachment } from './attachment.ts'

test('remembers of each object what it was told last, frozen or not, and shows nobody', () => {
  const numbers = new Attachment<number>()
  const texts = new Attachment<string>()
  const [plain, frozen, list] = [{ a: 1 }, Object.freeze({ a: 1 }), ['a']]
  assert.equal(numbers.get(plain), undefined)
  for (const [index, object] of [plain, frozen, list].entries()) {
    numbers.set(object, index)
    texts.set(object, `t${index}`)
  }
  numbers.set(frozen, 7)
  assert.deepEqual(
    [plain, frozen, list].map((object) => numbers.get(object)),
    [0, 7, 2],
  )
  assert.deepEqual(
    [plain, frozen, list].map((object) => texts.get(object)),
    ['t0', 't1', 't2'],
  )
  assert.equal(numbers.get({ ...plain }), undefined)
  assert.deepEqual(plain, { a: 1 })
  assert.deepEqual(Reflect.ownKeys(plain), ['a'])
  assert.equal(JSON.stringify(plain), '{"a":1}')
})
