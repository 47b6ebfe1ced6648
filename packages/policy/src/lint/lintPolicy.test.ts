/** What must hold for every text: no exception, an ERROR for what IAM refuses, bounded time; and what AWS itself writes. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { processorMs } from '../../cases/processorTime.ts'
import { scanJson } from '../document/json.ts'
import { parsePolicy } from '../document/parsePolicy.ts'
import { POLICY_QUOTAS } from '../document/size.ts'
import type { PolicyType } from '../types.ts'
import { applyFix, type Finding, lintPolicy, RULES } from './index.ts'
import { readJson } from './source/readJson.ts'

const TYPES = Object.keys(POLICY_QUOTAS) as PolicyType[]
const CASES = join(import.meta.dirname, '../../cases/lint')

/** Every document of the tables, as seeds for mutation. */
const seeds = readdirSync(CASES).flatMap((file) =>
  (JSON.parse(readFileSync(join(CASES, file), 'utf8')) as { positive: unknown; type: PolicyType }[]).map(
    ({ positive, type }) => ({ type, text: typeof positive === 'string' ? positive : JSON.stringify(positive) }),
  ),
)

const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code)

/** A seed with a few stretches of its text removed, doubled or overwritten. */
const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(12),
        fc.constantFrom(
          '',
          '"',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '*',
          '${',
          '\\',
          'null',
          '0',
          '"a":1,',
          'ü',
          '\u2028',
          '\ud800',
        ),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([{ text, type }, edits]) => ({
    type,
    text: edits.reduce((result, [at, length, by]) => {
      const start = at % (result.length + 1)
      return result.slice(0, start) + by + result.slice(start + length)
    }, text),
  }))

const errors = (text: string, type: PolicyType): number =>
  lintPolicy(text, type).filter(({ severity }) => severity === 'ERROR').length

/** What must be true of the findings of any text. */
function check(text: string, type: PolicyType): void {
  const findings = lintPolicy(text, type)
  const known = new Map(RULES.map((rule) => [rule.code, rule.severity]))
  let before = 0
  for (const { code, severity, span, path, message } of findings) {
    assert.equal(severity, known.get(code), code)
    assert.ok(span.start >= before && span.end >= span.start && span.end <= text.length, `${code} ${span.start}`)
    assert.equal(text.slice(0, span.start).split('\n').length, span.line)
    assert.ok(message.length > 10 && typeof path === 'string')
    before = span.start
  }
  const errors = findings.some(({ severity }) => severity === 'ERROR')
  if (!parsePolicy(text, type).ok) assert.ok(errors, `refused without an ERROR: ${text}`)
}

describe('every text', () => {
  test('random text has findings, never an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...TYPES), check), {
      numRuns: 500,
    })
  })

  test('random JSON too', () => {
    fc.assert(fc.property(fc.json(), fc.constantFrom(...TYPES), check), { numRuns: 500 })
  })

  test('mutated policies too; what IAM refuses has an ERROR', () => {
    fc.assert(
      fc.property(mutated, ({ text, type }) => check(text, type)),
      { numRuns: 3_000 },
    )
  })

  test('every fix of a mutated policy applies, and what can be parsed stays so', () => {
    const property = fc.property(mutated, ({ text, type }) => {
      const parsed = parsePolicy(text, type).ok
      for (const { fix, code } of lintPolicy(text, type)) {
        if (fix === undefined || 'reason' in scanJson(text)) continue
        const fixed = applyFix(text, fix)
        assert.ok(fixed !== undefined && fixed !== text, code)
        if (parsed) assert.ok(parsePolicy(fixed, type).ok, `${code}: ${fixed}`)
        assert.ok(errors(fixed, type) <= errors(text, type), `${code}: ${fixed}`)
      }
    })
    fc.assert(property, { numRuns: 1_000 })
  })
})

describe('the reader that goes on after faults', () => {
  test('reads JSON as the strict scanner does, and notes no fault', () => {
    const property = fc.property(fc.json({ maxDepth: 8 }), fc.boolean(), (json, wide) => {
      const text = wide ? JSON.stringify(JSON.parse(json), null, 2) : json
      const strict = scanJson(text)
      const { root, faults } = readJson(text)
      if ('reason' in strict) assert.notDeepEqual(faults, [])
      else assert.deepEqual([root, faults], [strict, []])
    })
    fc.assert(property, { numRuns: 1_000 })
  })

  test('notes a fault wherever the strict scanner does', () => {
    const property = fc.property(mutated, ({ text }) => {
      assert.equal('reason' in scanJson(text), readJson(text).faults.length > 0, text)
    })
    fc.assert(property, { numRuns: 2_000 })
  })

  test('notes several at once, and finds what is wrong with the rest', () => {
    const text = `{
  // who reads
  'Version': "2012-10-17",
  Statement: [
    { "Effect": "allow" "Action": ["s3:GetObjekt",], "Resource": "*", "Resource": "*" },,
  ]
}`
    const findings = lintPolicy(text, 'identity')
    const faults = findings.filter(({ code }) => code === 'JSON_SYNTAX_ERROR')
    assert.deepEqual(
      faults.map(({ span, message }) => `${span.line}:${span.column} ${message}`),
      [
        '2:3 JSON has no comments.',
        '3:3 A text needs double quotes.',
        '4:3 A name needs double quotes.',
        '5:25 Expected "," or "}".',
        '5:50 A comma before "]".',
        '5:88 A comma before "]".',
        '5:89 A comma too many.',
      ],
    )
    for (const code of ['BREVET_DUPLICATE_KEY', 'INVALID_EFFECT', 'INVALID_ACTION'])
      assert.ok(codes(findings).includes(code), code)
  })
})

describe('policies that AWS writes', () => {
  const MODELS = join(import.meta.dirname, '../../../../apps/server/models/policies')
  for (const file of readdirSync(MODELS))
    test(`${file} has no error`, () => {
      const findings = lintPolicy(readFileSync(join(MODELS, file), 'utf8'), 'identity')
      const errors = findings.filter(({ severity }) => severity === 'ERROR')
      // AWS's own policies are above the quota of everybody else's.
      assert.deepEqual(
        errors.filter(({ code }) => code !== 'BREVET_POLICY_TOO_LARGE'),
        [],
      )
    })

  test('SCPs with the whole grammar of September 2025 have no error', () => {
    const statements = [
      { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      { Effect: 'Allow', Action: 's3:*Object', Resource: 'arn:aws:s3:::reports/*' },
      { Effect: 'Deny', Action: 'ec2:*Instance?', NotResource: 'arn:aws:ec2:eu-*:*:*' },
      { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    ]
    const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
    assert.deepEqual(
      lintPolicy(text, 'scp').filter(({ severity }) => severity === 'ERROR'),
      [],
    )
  })
})

describe('options', () => {
  const source = (range: string): string =>
    `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"${range}"}}}}`

  test('privateNetwork: private addresses are real', () => {
    assert.deepEqual(codes(lintPolicy(source('10.0.0.0/8'), 'identity')), ['PRIVATE_NOT_IP_ADDRESS'])
    assert.deepEqual(lintPolicy(source('10.0.0.0/8'), 'identity', { privateNetwork: true }), [])
  })

  test('the server has a service of its own, which is always known', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"brevet:ExplainDecision","Resource":"*"}}'
    assert.deepEqual(lintPolicy(text, 'identity'), [])
  })

  test('knownServices: actions, resources and keys of services of your own are not judged', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["inventory:Read","inventory:List*"],"Resource":"arn:aws:inventory:eu:123456789012:item/*","Condition":{"StringEquals":{"inventory:colour":"blue"}}}}'
    assert.deepEqual(codes(lintPolicy(text, 'identity')), [
      'INVALID_SERVICE_IN_ACTION',
      'INVALID_SERVICE_IN_ACTION',
      'INVALID_SERVICE',
      'INVALID_SERVICE',
    ])
    assert.deepEqual(lintPolicy(text, 'identity', { knownServices: ['inventory'] }), [])
  })
})

describe('time', () => {
  /** Thousands of rounds of plain work: how fast this machine is just now. */
  function calibrate(): number {
    let sum = 0
    const spent = processorMs(() => {
      for (let round = 0; round < 40; round += 1) sum += JSON.stringify(JSON.parse(LOAD)).length
    })
    assert.ok(sum > 0)
    return spent
  }
  const LOAD = JSON.stringify(
    Array.from({ length: 2_000 }, (_, index) => ({ Sid: `s${index}`, Action: ['s3:Get*', 'ec2:*'] })),
  )

  const statements = (count: number, make: (index: number) => object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: count }, (_, index) => make(index)) })
  const list = (size: number, make: (index: number) => string): string[] =>
    Array.from({ length: size }, (_, index) => make(index))
  const hostile: Readonly<Record<string, string>> = {
    'wildcard actions': statements(1, () => ({
      Effect: 'Allow',
      Action: list(800, (i) => `ec2:*${i}*`),
      Resource: '*',
    })),
    'actions that overlap': statements(1, () => ({
      Effect: 'Allow',
      Action: list(700, (i) => `ec2:*${i % 7}*a?`),
      Resource: '*',
    })),
    'resources that overlap': statements(1, () => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: list(350, (i) => `arn:aws:s3:::*a${i % 9}*b?*`),
    })),
    'one long resource': statements(1, () => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${'*a'.repeat(2_400)}`, `arn:aws:s3:::${'a*'.repeat(2_400)}`],
    })),
    'many statements': statements(150, (i) => ({
      Effect: i % 2 ? 'Allow' : 'Deny',
      Action: `s3:*${i}`,
      Resource: '*',
    })),
    'sixty statements with conditions': statements(55, (i) => ({
      Effect: i % 2 ? 'Allow' : 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringLike: { 'aws:userid': `*${i}*a*b` } },
    })),
    'everything of every service': statements(40, (i) => ({
      Effect: 'Deny',
      Action: ['*:Get*', `*:*${i}`],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestTag/a': 'b' } },
    })),
    'deep JSON': '['.repeat(131_000),
    'deeper objects': '{"a":'.repeat(26_000),
    'resources of many forms': statements(1, () => ({
      Effect: 'Allow',
      Action: 'ec2:Create*',
      Resource: list(380, (i) => `arn:aws:ec2:*:*:n${i}`),
    })),
    'many resources that overlap': statements(1, () => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: list(90, (i) => `arn:aws:s3:::${'*a'.repeat(i % 30)}${'*b'.repeat(30 - (i % 30))}*${i}*`),
    })),
    'long resources that overlap': statements(1, () => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: list(4, (i) => `arn:aws:s3:::${'*a'.repeat(1_100 - i)}*`),
    })),
    'keys of many actions': statements(45, (i) => ({
      Effect: 'Deny',
      Action: 'ec2:*',
      Resource: '*',
      Condition: {
        StringNotEquals: { 'ec2:Vpc': `${i}`, 'ec2:Region': 'a', 'aws:RequestTag/a': 'b', 'ec2:Owner': 'c' },
      },
    })),
    'broken JSON': '{"a":'.repeat(1_500) + '['.repeat(1_000),
    commas: `[${','.repeat(9_000)}]`,
    backslashes: `{"a":"${'\\'.repeat(9_001)}`,
    'dollar braces': statements(1, () => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${'${'.repeat(4_500)}`,
    })),
    'characters from elsewhere': 'ł'.repeat(10_000),
    slashes: '/'.repeat(5_000) + '/*'.repeat(2_500),
  }

  for (const [name, text] of Object.entries(hostile))
    test(`${name}: ${text.length} characters in a bounded time`, () => {
      lintPolicy(text, 'identity')
      let best = Infinity
      for (let round = 0; round < 3; round += 1) {
        const unit = calibrate()
        best = Math.min(best, processorMs(() => lintPolicy(text, 'identity')) / unit)
      }
      // The unit takes about 20 ms on the reference machine: 50 ms are allowed.
      assert.ok(best < 2.5, `${best.toFixed(2)} units`)
    })

  test('no more findings than anybody reads; an error is among them', () => {
    const numbers = statements(1, () => ({
      Effect: 'Allow',
      Action: list(4_000, () => '').map(() => 1),
      Resource: '*',
    }))
    assert.equal(lintPolicy(numbers, 'identity').length, 1_000)
    const wildcards = statements(1, () => ({ Effect: 'Allow', Action: list(1_500, () => '*:a'), Resource: 'b' }))
    const found = lintPolicy(wildcards, 'identity')
    assert.ok(found.length <= 1_001 && found.some(({ severity }) => severity === 'ERROR'))
  })

  test('texts above every quota are not read', () => {
    assert.deepEqual(codes(lintPolicy(`[${'['.repeat(200_000)}`, 'identity')), ['BREVET_POLICY_TOO_LARGE'])
  })
})
