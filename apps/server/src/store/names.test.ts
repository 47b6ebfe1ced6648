import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { listKey, nameKey, prefixEnd } from './names.ts'

describe('names', () => {
  for (const [name, key] of [
    ['Deploy', 'deploy'],
    ['a+=,.@-_Z', 'a+=,.@-_z'],
    ['\u212AEY', '\u212Aey'],
    ['\u0130', '\u0130'],
  ] as const)
    test(`the key of ${name} is ${key}`, () => assert.equal(nameKey(name), key))

  test('list keys sort by name before the rest', () => {
    const keys = [listKey('a-b', '/'), listKey('a', '/z/'), listKey('A', '/')]
    assert.deepEqual(
      keys.toSorted((one, other) => (one < other ? -1 : 1)),
      [keys[2], keys[1], keys[0]],
    )
  })

  test('a range holds exactly the texts that begin with its prefix', () => {
    const path = fc.string({ unit: fc.constantFrom('/', 'a', 'b', '%', '_', '~', '\u007f'), maxLength: 6 })
    fc.assert(
      fc.property(path, path, (text, prefix) => {
        assert.equal(text >= prefix && text < prefixEnd(prefix), text.startsWith(prefix))
      }),
    )
  })
})
