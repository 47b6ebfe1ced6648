/** Explanations of hostile and odd requests: bounded, total, and whole when they are written down. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, ALLOW_ALL, FULL_RCP, PRINCIPALS } from '../../cases/fixtures.ts'
import { fastest } from '../../cases/processorTime.ts'
import {
  type AuthorizationRequest,
  type Effect,
  explain,
  type PolicySource,
  type PolicyType,
  readStoredPolicy,
  requestContext,
} from '../index.ts'
import { parseInstant } from '../literal/instant.ts'
import { MAX_COUNTERFACTUALS, MAX_NEAR_MISSES } from './explanation.ts'
import { isoSeconds } from './moments.ts'

const source = (id: string, statements: readonly object[], type: PolicyType = 'identity'): PolicySource => ({
  id,
  document: readStoredPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), type),
})

const ask = (identity: readonly PolicySource[], changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: ACCOUNT,
  principal: PRINCIPALS['user'] ?? assert.fail(),
  context: requestContext([]),
  policies: { identity, scp: [], rcp: [] },
  ...changes,
})

/** Empties what lists in `value` let themselves be emptied, and renames what can be renamed; policies' own places apart. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) if (name !== 'statement') spoil(inner)
  if (Array.isArray(value)) Reflect.set(value, 'length', 0)
  else for (const name of Object.keys(value)) Reflect.set(value, name, 'spoilt')
}

describe('explain', () => {
  test('instants are printed as they are read', () => {
    const day = 86_400_000
    for (let ms = -62_135_596_800_000; ms < 253_402_300_799_000; ms += 997 * day + 12_345_000)
      assert.equal(parseInstant(isoSeconds(ms) ?? ''), ms)
    assert.equal(isoSeconds(951_782_400_000), '2000-02-29T00:00:00Z')
    assert.equal(isoSeconds(253_402_300_800_000), undefined)
  })

  test("nobody can add to AWS's own policies, so that is never the change", () => {
    const sentencesFor = (id: string): readonly string[] =>
      ['s3:PutObject', 's3:*'].flatMap((Action) =>
        explain(
          ask([source(id, [{ Effect: 'Allow', Action, Resource: Action === 's3:*' ? 'arn:aws:s3:::c/*' : '*' }])]),
        )
          .counterfactuals.map(({ sentence }) => sentence)
          .filter((sentence) => sentence.includes('also listed')),
      )
    assert.deepEqual(sentencesFor('arn:aws:iam::aws:policy/Own'), [])
    assert.equal(sentencesFor(`arn:aws:iam::${ACCOUNT}:policy/Own`).length, 2)
  })

  test('a change that several layers suggest names them all, however often', () => {
    const inside = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
    }
    const identity = [source('own', [ALLOW_ALL, inside, inside])]
    const rcp = [[source('full', [FULL_RCP], 'rcp'), source('org', [{ ...inside, Principal: '*' }], 'rcp')]]
    const { counterfactuals } = explain(ask([], { policies: { identity, scp: [], rcp } }))
    const [first] = counterfactuals
    assert.equal(first?.sentence, 'Allowed if aws:RequestedRegion were "eu-central-1".')
    assert.deepEqual(first.layers, ['rcp', 'identity'])
  })

  test('one condition that stands in an Allow and in a Deny is turned over either way', () => {
    const span = { start: 0, end: 0, line: 1, column: 1 }
    const values = ['1']
    const conditions = [
      { operator: 'StringEquals', quantifier: 'one', ifExists: false, key: 'a:x', values, span } as const,
    ]
    const shared = { index: 0, span, action: { negated: false, patterns: ['*'] }, conditions } as const
    const resource = { negated: false, patterns: ['*'] }
    const sentencesOf = (effect: Effect, held: string): readonly string[] => {
      const document = {
        type: 'identity',
        version: '2012-10-17',
        statements: [{ ...shared, resource, effect }],
      } as const
      const identity = [source('all', [ALLOW_ALL]), { id: 'own', document }].slice(effect === 'Allow' ? 1 : 0)
      return explain(ask(identity, { context: requestContext([['a:x', held]]) })).counterfactuals.map(
        ({ sentence }) => sentence,
      )
    }
    assert.equal(sentencesOf('Deny', '1')[0], 'Allowed if a:x were not "1".')
    assert.equal(sentencesOf('Allow', '2')[0], 'Allowed if a:x were "1".')
  })

  test('what somebody does to an explanation does not reach the next one', () => {
    const deny = { ...ALLOW_ALL, Effect: 'Deny', Condition: { StringNotEquals: { 'a:x': '1' } } }
    const misses = [
      { ...ALLOW_ALL, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      { ...ALLOW_ALL, Action: 's3:PutObject' },
      { ...ALLOW_ALL, Resource: 'arn:aws:s3:::c/*' },
    ]
    for (const statements of [[ALLOW_ALL, deny], misses, [...misses, deny]]) {
      const request = ask([source('a', statements)])
      const before = JSON.stringify(explain(request))
      const { counterfactuals, nearMisses } = explain(request)
      assert.ok(counterfactuals.length > 1 && nearMisses.length > 0)
      spoil(counterfactuals)
      for (const { expected, condition } of nearMisses) if (condition === undefined) spoil(expected)
      assert.equal(JSON.stringify(explain(request)), before)
    }
  })

  test('JSON holds everything, help included', () => {
    const explanation = explain(ask([source('a', [{ ...ALLOW_ALL, Resource: 'arn:aws:s3:::c/*' }])]))
    const { nearMisses, counterfactuals, search, outcome, layer, deciding, layers } = explanation
    const written = JSON.parse(JSON.stringify(explanation)) as object
    const whole = { allowed: false, outcome, layer, deciding, layers, nearMisses, counterfactuals, search }
    assert.deepEqual(written, JSON.parse(JSON.stringify(whole)))
    assert.ok(nearMisses.length === 1 && counterfactuals.length === 3)
  })

  test('patterns that are dear to match leave few replays, and the explanation says so', () => {
    const pattern = (last: string): string => `arn:aws:s3:::${'a?*'.repeat(1_000)}${last}`
    const dear = Array.from({ length: 8 }, (_, index) => ({
      ...ALLOW_ALL,
      Resource: [pattern(`x${index}`), pattern(`y${index}`)],
    }))
    const near = Array.from({ length: 8 }, (_, index) => ({
      ...ALLOW_ALL,
      Condition: { StringEquals: { [`a:k${index}`]: 'v' }, Null: { [`a:k${index}`]: 'true' } },
    }))
    const request = ask([source('dear', [...near, ...dear])], { resource: `arn:aws:s3:::${'a'.repeat(2_000)}` })
    const cheap = fastest(() => explain(request).layers)
    const whole = fastest(() => explain(request).counterfactuals)
    assert.ok(whole < 8 * cheap + 50, `${whole.toFixed(1)} ms, the decision alone ${cheap.toFixed(1)} ms`)
    assert.equal(explain(request).search, 'budget')
  })

  test('a thousand statements, denies and keys: bounded answers', () => {
    const denies = Array.from({ length: 500 }, (_, index) => ({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEquals: { [`a:k${index}`]: 'v' } },
    }))
    const allows = Array.from({ length: 500 }, (_, index) => ({
      ...ALLOW_ALL,
      Condition: { StringEquals: { [`a:k${index}`]: Array.from({ length: 20 }, (_, value) => `v${value}`) } },
    }))
    const denied = explain(ask([source('denies', [...denies, ...allows])]))
    assert.deepEqual([denied.nearMisses.length, denied.counterfactuals.length], [MAX_NEAR_MISSES, 0])
    assert.equal(denied.search, 'budget')
    const closed = explain(ask([source('allows', allows)]))
    assert.deepEqual([closed.nearMisses.length, closed.counterfactuals.length], [MAX_NEAR_MISSES, MAX_COUNTERFACTUALS])
    assert.ok(fastest(() => explain(ask([source('allows', allows)])).counterfactuals) < 500)
  })

  test('odd texts everywhere: never throws', () => {
    const odd = ['', ':', '*', '${', '${a', "${a, '", '\ud800', ' ', 'a:b:c:d:e:f:g', '1e5', '-', '::/129']
    const operators = ['NumericLessThan', 'DateGreaterThan', 'IpAddress', 'ArnLike', 'Bool', 'StringNotLike', 'Null']
    for (const text of odd)
      for (const operator of operators) {
        const document = {
          type: 'identity',
          version: '2012-10-17',
          statements: [
            {
              index: 0,
              effect: 'Allow',
              span: { start: 0, end: 0, line: 1, column: 1 },
              action: { negated: false, patterns: [text, '*'] },
              resource: { negated: false, patterns: [text] },
              conditions: [
                {
                  operator: operator as 'Null',
                  quantifier: 'one',
                  ifExists: false,
                  key: text,
                  values: [text],
                  span: { start: 0, end: 0, line: 1, column: 1 },
                },
              ],
            },
          ],
        } as const
        const context = new Map([[text, { values: [text], multi: false }]])
        const explanation = explain(ask([{ id: text, document }], { action: text, resource: text, context }))
        assert.ok(explanation.counterfactuals.length <= MAX_COUNTERFACTUALS)
      }
  })
})
