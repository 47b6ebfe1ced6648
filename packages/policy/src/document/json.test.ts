/** The scanner against JSON.parse, and the places it reports. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { parsePolicy, policySize } from '../index.ts'
import { type JsonNode, scanJson } from './json.ts'
import { spansOf } from './lines.ts'

function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return new Map(node.members.map(({ key, value }) => [key, toValue(value)]))
    case 'array':
      return node.items.map(toValue)
    case 'string':
      return node.value
    case 'number':
    case 'boolean':
    case 'null':
      return JSON.parse(node.text)
  }
}

const reviver = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value

describe('scanJson', () => {
  test('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const node = scanJson(text)
        fc.pre('kind' in node || !node.reason.includes('surrogate'))
        assert.ok('kind' in node)
        assert.deepEqual(toValue(node), JSON.parse(text, reviver))
      }),
      { numRuns: 600 },
    )
  })

  test('takes nothing that JSON.parse refuses, and never throws', () => {
    const characters = fc.constantFrom(...Array.from('{}[]:,"\\u0041truefalsn-+.eE019 \n\tx'))
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 24 }), (text) => {
        const node = scanJson(text)
        if ('kind' in node) assert.deepEqual(toValue(node), JSON.parse(text, reviver))
      }),
      { numRuns: 8_000 },
    )
  })

  test('offsets frame the values', () => {
    const text = '{ "a" : [ 10 , "x\\n" ] }'
    const node = scanJson(text)
    assert.ok('kind' in node && node.kind === 'object')
    const list = node.members[0]?.value
    assert.ok(list?.kind === 'array')
    assert.deepEqual(
      [text.slice(list.start, list.end), ...list.items.map(({ start, end }) => text.slice(start, end))],
      ['[ 10 , "x\\n" ]', '10', '"x\\n"'],
    )
  })

  test('a fault says where', () => {
    const text = '{\n  "Version": "2012-10-17",\n  "Version": "x"\n}'
    const result = parsePolicy(text, 'identity')
    assert.ok(!result.ok)
    const { span, detail, kind } = result.faults[0] ?? assert.fail()
    assert.deepEqual([span.line, span.column, kind, detail], [3, 3, 'json', 'duplicate key "Version"'])
  })
})

describe('spansOf', () => {
  test('lines and columns count from one', () => {
    const spanOf = spansOf('ab\r\ncd\n')
    const places = [0, 3, 4, 5, 7].map((at) => spanOf(at, at)).map(({ line, column }) => `${line}:${column}`)
    assert.deepEqual(places, ['1:1', '1:4', '2:1', '2:2', '3:1'])
  })
})

describe('policySize', () => {
  test('white space does not count', () => assert.equal(policySize(' {\t"a b"\r\n:1 }\n'), 8))
})

test('foreign characters end the scan, and are told before any other fault', () => {
  assert.deepEqual(scanJson('["ÿ"]', 0xfe), { at: 2, reason: 'foreign character in a string' })
  assert.ok('kind' in scanJson('["ÿ"]', 0xff))
  for (const text of ['{"Version" "☃"}', '{"Version":"☃"}', '{"☃":1}', '{} ☃']) {
    const result = parsePolicy(text, 'identity')
    const at = text.indexOf('☃')
    assert.deepEqual(
      result.ok ? [] : result.faults.map(({ detail, span }) => [detail, span.start, span.end]),
      [['character outside U+0020-U+00FF', at, at + 1]],
      text,
    )
  }
})
