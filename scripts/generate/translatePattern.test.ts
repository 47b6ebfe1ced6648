/** Translated patterns match what Java's `matches()` matches. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { patterns } from '../../apps/server/src/protocol/patterns.generated.ts'
import { patterns as fixtures } from '../../apps/server/src/protocol/fixtures/patterns.generated.ts'
import { translatePattern } from './translatePattern.ts'

const SESSION_ARN = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+'
const CLOUDTRAIL = '[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*'

const expressionOf = (pattern: string): RegExp => {
  const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/su.exec(translatePattern(pattern)) ?? assert.fail()
  // oxlint-disable-next-line brevet/no-dynamic-regexp -- the test reads the literal that the generator writes
  return new RegExp(body, flags)
}

const CASES: readonly { pattern: string; yes: readonly string[]; no: readonly string[] }[] = [
  { pattern: '[\\w+=,.@-]*', yes: ['', 'a_B9+=,.@-'], no: ['a b', 'é', 'ok\n', '\n', 'a/b'] },
  { pattern: '[\\d]*', yes: ['', '0123456789'], no: ['\u0663', '1 ', '１'] },
  {
    pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
    yes: ['é ß 字 \u00a0 ½ \u{1d7d8}', '_.:/=+-@'],
    no: ['(', 'a\t', '\u{1f600}', '&'],
  },
  {
    pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
    yes: ['\t\n\r ~\u00ff'],
    no: ['', '\u0100', '\u0000', '\u001f'],
  },
  {
    pattern: SESSION_ARN,
    yes: ['a', '\u{10000}', '\u{1f600}', '\u{10ffff}', '\u0085', '\ufffd'],
    no: ['', '\u0000', '\u0080', '\ufffe', '\ud800'],
  },
  { pattern: CLOUDTRAIL, yes: ['', '\t', '\u{10000}', '\u{10ffff}', '\ue000'], no: ['\n', '\ufffe', '\udc00'] },
  { pattern: '[\\s\\S]*', yes: ['', 'a\nb\u2028\u{1f600}'], no: [] },
  { pattern: '(?s).*', yes: ['', 'a\nb'], no: [] },
  { pattern: '.+', yes: ['a\tb'], no: ['', 'a\n', '\n', '\u0085', 'a\u2028b'] },
  {
    pattern: '[^\\s@]+@[^\\s@]+\\.[^\\s@]+',
    yes: ['a@b.c', 'a@b\u00a0.c'],
    no: ['a@b', 'a @b.c', 'a@b.c\n', 'a@b@c.d'],
  },
  {
    pattern: '^(\\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$',
    yes: ['123456789012', 'ou-abcd-abcdefgh'],
    no: ['1234567890123', 'xou-abcd-abcdefgh', '123456789012\n'],
  },
  { pattern: '[A-Za-z0-9-_=]+\\.[A-Za-z0-9-_=]+', yes: ['a-_=.b'], no: ['a.b.c', 'a+.b'] },
  { pattern: '[\\w|\\d|\\.|_]+', yes: ['a|b.c_1'], no: ['a-b'] },
  { pattern: '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$', yes: ['abc', 'a-b-c'], no: ['a--b', '-ab', 'ab-'] },
  {
    pattern: '^o-[0-9a-z]{10,32}\\/r-[0-9a-z]{4,32}[0-9a-z-\\/]*',
    yes: ['o-abcdefghij/r-abcd/ou-abcd-abcdefgh/'],
    no: ['o-abcdefghij/r-abcd_'],
  },
  { pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)', yes: ['/', '/a/b/'], no: ['', '//', '/a', '/a b/'] },
  {
    pattern: 's3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?',
    yes: ['s3://bucket', 's3://b-u.c/x y'],
    no: ['s3://B', 's3://bucket?'],
  },
  { pattern: '\\p{Alpha}[\\x{10000}-\\x{10FFFF}\\x41]?', yes: ['a', 'Z\u{1f600}', 'aA'], no: ['é', 'aB', '1'] },
  { pattern: '[\\D\\W]\\S\\t', yes: ['-x\t', ' ~\t'], no: ['1x\t', '- \t'] },
]

describe('translatePattern', () => {
  for (const { pattern, yes, no } of CASES) {
    test(pattern, () => {
      const expression = expressionOf(pattern)
      for (const text of yes) assert.equal(expression.test(text), true, JSON.stringify(text))
      for (const text of no) assert.equal(expression.test(text), false, JSON.stringify(text))
    })
  }

  for (const pattern of [
    'a++',
    'a*+',
    '(?i)a',
    '(?<n>a)',
    '[a&&b]',
    '[a[b]]',
    '\\p{Greek}',
    '\\bx',
    '\\Qx\\E',
    '(a)\\1',
    '[',
    '(',
    'a)',
    '*a',
    '[b-a]',
    '\\u12',
    '\\uD800\\u0041',
    '[]',
    'a{',
    '\\x{110000}',
    '\\p{',
  ]) {
    test(`fails on ${pattern}`, () => assert.throws(() => translatePattern(pattern), /cannot translate/u))
  }

  test('the checked-in tables hold exactly these translations', () => {
    for (const [pattern, expression] of [...patterns, ...fixtures])
      assert.equal(String(expression), translatePattern(pattern))
    assert.ok(patterns.size > 60 && fixtures.size > 15)
  })
})
