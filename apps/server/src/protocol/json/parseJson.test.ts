/** The strict JSON reader. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { JsonNumber, JsonSyntaxError, type JsonValue, parseJson } from './parseJson.ts'

/** What JSON.parse would have said. */
function loose(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text)
  if (value instanceof Map)
    return Object.fromEntries([...(value as ReadonlyMap<string, JsonValue>)].map(([key, item]) => [key, loose(item)]))
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(loose) : value
}

describe('parseJson', () => {
  test('agrees with JSON.parse on everything that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        assert.deepEqual(loose(parseJson(text)), JSON.parse(text))
      }),
      { numRuns: 300 },
    )
  })

  test('agrees with JSON.parse on what is not JSON', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '0', '-', '.', 'e', ' ', 'null', '"a"'),
          maxLength: 8,
        }),
        (text) => {
          const expected = (() => {
            try {
              return { value: JSON.parse(text) as unknown }
            } catch {
              return undefined
            }
          })()
          const actual = (() => {
            try {
              return { value: loose(parseJson(text)) }
            } catch {
              return undefined
            }
          })()
          assert.deepEqual(actual, expected, text)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('keeps numbers as written', () => {
    assert.deepEqual(parseJson('[1e3, 1000, -0]'), [
      new JsonNumber('1e3'),
      new JsonNumber('1000'),
      new JsonNumber('-0'),
    ])
  })

  test('__proto__ is a key like any other', () => {
    assert.deepEqual(parseJson('{"__proto__": 1}'), new Map([['__proto__', new JsonNumber('1')]]))
  })

  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    `${'['.repeat(40)}${']'.repeat(40)}`,
    `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\u0001"',
    '"tab\there"',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    '01',
    '+1',
    '1.',
    '.5',
    'NaN',
    'Infinity',
    'tru',
    '1 2',
    '\ufeff{}',
    '{"a":1}//',
    '"\\x41"',
    '',
  ]) {
    test(`refuses ${text.slice(0, 20)}`, () => assert.throws(() => parseJson(text), JsonSyntaxError))
  }

  test('a hundred thousand brackets and a megabyte of text take no time and no stack', () => {
    const before = performance.now()
    assert.throws(() => parseJson('['.repeat(100_000)), JsonSyntaxError)
    assert.equal((parseJson(JSON.stringify('a\n'.repeat(500_000))) as string).length, 1_000_000)
    assert.ok(performance.now() - before < 2000)
  })
})
