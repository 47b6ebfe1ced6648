/** Questions made to be hard: each ends, within its steps, with an answer that is not a guess. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { processorMs } from '../../cases/processorTime.ts'
import { evaluate, type PolicyDocument, type PolicyType, readStoredPolicy } from '../index.ts'
import {
  type Analysis,
  checkAccessNotGranted,
  checkNoNewAccess,
  checkNoPublicAccess,
  findIdleStatements,
} from './index.ts'

type Json = Record<string, unknown>

function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}
const allow = (more: Json): Json => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more })
function read(statements: unknown, type: PolicyType = 'identity'): PolicyDocument {
  const policy = readStoredPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), type)
  return 'unreadable' in policy ? assert.fail(policy.unreadable) : policy
}
const range = <T>(size: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: size }, (_, index) => make(index))
const BUCKET = 'arn:aws:s3:::'

/** Clauses over tags that each are or are not `a...`: covering all requests is the classic hard question. */
function clauses(roll: (sides: number) => number, tags: number, size: number): readonly Json[] {
  return range(size, () => {
    const yes: Record<string, string> = {}
    const no: Record<string, string> = {}
    for (let count = 0; count < 3; count += 1) (roll(2) === 0 ? yes : no)[`aws:PrincipalTag/k${roll(tags)}`] = 'a*'
    return allow({ Action: '*', Condition: { StringLikeIfExists: yes, StringNotLike: no } })
  })
}

const HARD: readonly (readonly [name: string, ask: (budget: number) => Analysis])[] = [
  [
    'three of forty tags in three hundred statements',
    (budget) => checkNoNewAccess(read(clauses(dice(5), 40, 300)), read(allow({ Action: '*' })), { budget }),
  ],
  [
    'question marks after stars',
    (budget) =>
      checkNoNewAccess(
        read(allow({ Resource: range(30, (at) => `${BUCKET}${'?'.repeat(at)}a${'?'.repeat(30 - at)}*`) })),
        read(allow({ Resource: `${BUCKET}*a${'?'.repeat(15)}*b${'?'.repeat(20)}*` })),
        { budget },
      ),
  ],
  [
    'unions in unions of one key',
    (budget) => {
      const like = (prefix: string): readonly string[] => range(40, (at) => `*${prefix}${at}*`)
      const condition = {
        StringLike: { 'x:a': like('p') },
        'ForAnyValue:StringLike': { 'x:a': like('q') },
        'ForAllValues:StringLike': { 'x:a': like('r') },
        ArnLike: { 'x:a': range(40, (at) => `arn:*${at}*:*:*:*:*`) },
      }
      return checkNoNewAccess(
        read(allow({ Condition: { StringNotLike: { 'x:a': like('s') } } })),
        read(allow({ Condition: condition })),
        { budget },
      )
    },
  ],
  [
    'variables that overlap',
    (budget) =>
      checkAccessNotGranted(
        read(allow({ Resource: `${BUCKET}*\${a:a}*\${a:b}*\${a:c}*\${a:d}*\${a:e}*z` })),
        [{ resources: [BUCKET + 'ab'.repeat(900)] }],
        { budget },
      ),
  ],
  [
    'a hundred accounts and as many patterns of role names',
    (budget) => {
      const accounts = range(100, (at) => String(100_000_000_000 + at))
      const trust = (more: Json): Json => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...more })
      return checkNoNewAccess(
        read(
          range(100, (at) =>
            trust({
              Principal: { AWS: accounts },
              Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/*${at}*` } },
            }),
          ),
          'trust',
        ),
        read(
          trust({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalAccount': accounts } } }),
          'trust',
        ),
        { budget },
      )
    },
  ],
]

describe('hostile questions', () => {
  for (const [name, ask] of HARD)
    test(`${name}: ends, and a small budget makes it unknown`, (context) => {
      const small = ask(100)
      let analysis = small
      const elapsed = processorMs(() => {
        analysis = ask(200_000)
      })
      context.diagnostic(`${analysis.answer} after ${analysis.steps} steps, ${elapsed.toFixed(0)} ms`)
      assert.ok(analysis.steps <= 220_000, `${analysis.steps} steps`)
      assert.ok(elapsed < 5_000, `${elapsed} ms`)
      assert.equal(small.answer, 'unknown')
      assert.ok(small.steps < 20_000, `${small.steps} steps`)
    })

  test('random policies of hostile pieces: no answer but the three, steps bounded, examples replay', (context) => {
    const roll = dice(3)
    const pick = (from: readonly string[]): string => from[roll(from.length)] ?? ''
    const pieces = ['*', '?', '?', 'a', 'b', '${a:b}', '${a:c}', "${a:b, 'x'}", '/', ':', '-', '%', '\u00e9', '']
    const text = (): string => range(1 + roll(30), () => pick(pieces)).join('')
    const condition = (): Json => ({
      [pick([
        'StringLike',
        'StringNotLike',
        'ForAnyValue:StringLike',
        'ForAllValues:StringNotLike',
        'ArnLike',
        'StringEqualsIgnoreCase',
      ])]: { [pick(['a:b', 'a:c', 'aws:PrincipalArn'])]: range(1 + roll(5), text) },
    })
    const statements = (): readonly Json[] =>
      range(1 + roll(8), () =>
        allow({
          Effect: pick(['Allow', 'Allow', 'Deny']),
          [pick(['Resource', 'NotResource'])]: undefined,
          Resource: range(1 + roll(5), () => BUCKET + text()),
          Action: range(1 + roll(3), () => `s3:${pick(['*', '?*', 'Get*', '*?t*'])}`),
          Condition: condition(),
        }),
      )
    const answers = { proved: 0, counterexample: 0, unknown: 0 }
    for (let round = 0; round < 150; round += 1) {
      const [old, policy] = [read(statements()), read(statements())]
      const analysis = checkNoNewAccess(old, policy, { budget: 30_000 })
      answers[analysis.answer] += 1
      assert.ok(analysis.steps < 60_000, `${analysis.steps} steps`)
      if (analysis.answer === 'counterexample')
        for (const { request } of analysis.findings) assert.ok(evaluate(request).allowed)
      assert.ok(Array.isArray(findIdleStatements(policy, { budget: 3_000 })))
    }
    context.diagnostic(JSON.stringify(answers))
    assert.ok(answers.counterexample > 20)
  })

  test('types that do not fit the question are unknown, never proved', () => {
    const identity = read(allow({}))
    const scp = read(allow({}), 'scp')
    assert.equal(checkNoNewAccess(identity, scp).answer, 'unknown')
    assert.equal(checkNoPublicAccess(identity).answer, 'unknown')
  })

  test('canonical users are not proved harmless', () => {
    const canonical = { CanonicalUser: 'a'.repeat(64) }
    const bucket = read(allow({ Principal: canonical }), 'resource')
    assert.equal(
      checkNoNewAccess(read(allow({ Principal: { AWS: '111122223333' } }), 'resource'), bucket).answer,
      'unknown',
    )
  })
})
