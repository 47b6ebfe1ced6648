/** POL-01 to POL-07 and STS-08 of security.md 2.5, as far as documents and decisions go. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ACCOUNT, ALLOW_ALL, PRINCIPALS } from '../cases/fixtures.ts'
import { fastest } from '../cases/processorTime.ts'
import {
  type AuthorizationRequest,
  type Decision,
  evaluate,
  parsePolicy,
  type PolicyDocument,
  type PolicySource,
  type PolicyType,
  readStoredPolicy,
  requestContext,
} from './index.ts'

const read = (statements: unknown, type: PolicyType = 'identity'): PolicyDocument => {
  const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), type)
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}
const source = (document: PolicySource['document']): PolicySource => ({ id: 'inline:test', document })
const ask = (policies: readonly PolicySource[], changes: Partial<AuthorizationRequest> = {}): Decision =>
  evaluate({
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: ACCOUNT,
    principal: PRINCIPALS['user'] ?? assert.fail(),
    context: new Map(),
    policies: { identity: policies, scp: [], rcp: [] },
    ...changes,
  })

describe('POL: hostile policies', () => {
  test('POL-01 41 stars over 2 kB answer within 10 ms', () => {
    const pattern = `arn:aws:s3:::${'a*'.repeat(41)}x`
    const policy = source(read({ Effect: 'Allow', Action: '*', Resource: pattern }))
    const resource = `arn:aws:s3:::${'a'.repeat(2035)}`
    assert.equal(ask([policy], { resource }).allowed, false)
    assert.ok(fastest(() => ask([policy], { resource })) < 10)
  })

  test('POL-01 matching grows with pattern times text, not faster', () => {
    const policyOf = (stars: number): PolicySource =>
      source(read({ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::${'?*'.repeat(stars)}x` }))
    const time = (stars: number, length: number): number => {
      const policy = policyOf(stars)
      return fastest(() => ask([policy], { resource: `arn:aws:s3:::${'a'.repeat(length)}` }))
    }
    time(250, 500)
    assert.ok(time(1000, 2000) < Math.max(40 * time(250, 500), 60))
  })

  test('POL-01 no RegExp is made at run time', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(?<!\.test)\.ts$/.test(path),
    )
    for (const file of files)
      assert.doesNotMatch(readFileSync(join(import.meta.dirname, file), 'utf8'), /RegExp\(/, file)
  })

  test('POL-02 JSON 100 000 deep is refused, not overflowed', () => {
    const result = parsePolicy('['.repeat(100_000), 'identity')
    assert.equal(result.ok, false)
    assert.equal('unreadable' in readStoredPolicy(`{"Statement":${'['.repeat(1_000_000)}`, 'identity'), true)
  })

  test('POL-03 a 20 MB text is refused for its size before any scan', () => {
    const text = `{"Version":"2012-10-17","Statement":[${'{},'.repeat(7_000_000)}{}]}`
    assert.ok(fastest(() => parsePolicy(text, 'identity')) < 1)
    const result = parsePolicy(text, 'identity')
    assert.ok(!result.ok && result.faults[0]?.kind === 'size')
  })

  test('POL-03 quotas per type', () => {
    const text = (length: number): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ ...ALLOW_ALL, Sid: 'a'.repeat(length) }] })
    const base = text(0).length
    for (const [type, max, message] of [
      ['identity', 10_240, 'Cannot exceed quota for PolicySize: 10240'],
      ['boundary', 6144, 'Cannot exceed quota for PolicySize: 6144'],
      ['session', 2048, 'Cannot exceed quota for PolicySize: 2048'],
      ['scp', 10_240, 'The provided policy document does not meet the requirements of the specified policy type.'],
    ] as const) {
      assert.ok(parsePolicy(text(max - base), type).ok, type)
      const result = parsePolicy(text(max - base + 1), type)
      assert.ok(!result.ok)
      assert.deepEqual([result.faults[0]?.kind, result.faults[0]?.message], ['size', message])
    }
    assert.equal(parsePolicy(' '.repeat(60_000) + text(0), 'identity').ok, true)
    assert.equal(parsePolicy(' '.repeat(3_000) + text(0), 'session').ok, false)
  })

  test('POL-04 hostile keys never become properties', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const policy = source(
        read(JSON.parse(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"${key}":"*"}}}`)),
      )
      assert.equal(ask([policy]).allowed, false, key)
      assert.equal(ask([policy], { context: requestContext([[key, 'x']]) }).allowed, true, key)
    }
  })

  test('POL-07 an unreadable stored policy denies, whatever else allows', () => {
    const broken = readStoredPolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Acti', 'identity')
    assert.ok('unreadable' in broken)
    const decision = ask([source(read(ALLOW_ALL)), source(broken)])
    assert.deepEqual(
      [decision.outcome, decision.layer, decision.deciding[0]?.unreadable],
      ['explicitDeny', 'identity', broken.unreadable],
    )
  })

  test("POL-07 a stored policy over today's quota is still read", () => {
    const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...ALLOW_ALL, Sid: 'a'.repeat(20_000) }] })
    assert.equal('unreadable' in readStoredPolicy(text, 'identity'), false)
  })

  test('rule 0.8: what cannot be evaluated denies and does not allow', () => {
    const good = read(ALLOW_ALL)
    const spoil = (effect: 'Allow' | 'Deny', change: object): PolicyDocument => ({
      ...good,
      statements: good.statements.map((one) => ({ ...one, effect, ...change })),
    })
    const condition = {
      operator: 'StringEquals',
      quantifier: 'one',
      ifExists: false,
      key: 'a:b',
      values: ['x'],
      span: { start: 0, end: 0, line: 1, column: 1 },
    }
    const spoilers: readonly (readonly [string, object])[] = [
      ['unknown operator', { conditions: [{ ...condition, operator: 'FromTheFuture' }] }],
      ['no values', { conditions: [{ ...condition, values: [] }] }],
      ['bad number', { conditions: [{ ...condition, operator: 'NumericEquals' }] }],
      ['bad date', { conditions: [{ ...condition, operator: 'DateLessThan' }] }],
      ['bad address', { conditions: [{ ...condition, operator: 'IpAddress' }] }],
      ['bad base64', { conditions: [{ ...condition, operator: 'BinaryEquals' }] }],
      ['bad boolean', { conditions: [{ ...condition, operator: 'Bool' }] }],
      ['bad Null', { conditions: [{ ...condition, operator: 'Null' }] }],
      ['Null with IfExists', { conditions: [{ ...condition, operator: 'Null', values: ['true'], ifExists: true }] }],
      ['open variable', { conditions: [{ ...condition, values: ['${aws:x'] }] }],
      ['open variable in a set operator', { conditions: [{ ...condition, quantifier: 'all', values: ['${'] }] }],
      ['malformed resource', { resource: { negated: false, patterns: ['arn:aws:s3:::${'] } }],
      ['malformed NotResource', { resource: { negated: true, patterns: ['arn:aws:s3:::${'] } }],
      ['variable before the fifth colon', { resource: { negated: false, patterns: ['arn:aws:iam::${aws:x}:role/y'] } }],
      ['no resource', { resource: undefined }],
      [
        'principal in an identity policy',
        { principal: { negated: false, everyone: true, aws: [], service: [], federated: [], canonicalUser: [] } },
      ],
    ]
    const context = requestContext([
      ['a:b', 'x'],
      ['aws:x', ACCOUNT],
    ])
    for (const [name, change] of spoilers) {
      assert.equal(ask([source(spoil('Allow', change))], { context }).outcome, 'implicitDeny', name)
      const decision = ask([source(good), source(spoil('Deny', change))], { context })
      assert.equal(decision.outcome, 'explicitDeny', name)
      assert.notEqual(decision.layers[0]?.statements[1]?.unevaluable, undefined, name)
    }
  })

  test('rule 0.8: a false element beats one that cannot be evaluated', () => {
    const good = read([
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { 'a:b': 'no' }, Bool: { 'a:c': 'true' } },
      },
    ])
    const [statement] = good.statements
    assert.ok(statement)
    const [first, second] = statement.conditions
    assert.ok(first && second)
    const spoiled: PolicyDocument = {
      ...good,
      statements: [{ ...statement, conditions: [first, { ...second, values: ['?'] }] }],
    }
    const context = requestContext([
      ['a:b', 'yes'],
      ['a:c', 'true'],
    ])
    assert.equal(ask([source(read(ALLOW_ALL)), source(spoiled)], { context }).allowed, true)
  })
})

describe('STS-08 tag and variable aliasing', () => {
  const statement = {
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/x': '${aws:PrincipalTag/x}' } },
  }
  const policy = source(read(statement))
  test('request, principal and resource tags of one name are three keys', () => {
    const context = requestContext([
      ['aws:RequestTag/x', '1'],
      ['aws:ResourceTag/x', '1'],
    ])
    assert.equal(ask([policy], { context }).allowed, false)
    assert.equal(
      ask([policy], {
        context: requestContext([
          ['aws:PrincipalTag/x', '1'],
          ['aws:ResourceTag/x', '1'],
        ]),
      }).allowed,
      true,
    )
  })
  test('both missing is no match', () => assert.equal(ask([policy]).allowed, false))
  test('the first of two keys that differ in case stands', () => {
    const context = requestContext([
      ['aws:SourceIp', '10.0.0.1'],
      ['AWS:sourceip', '11.0.0.1'],
    ])
    assert.deepEqual(context.get('aws:sourceip'), { values: ['10.0.0.1'], multi: false })
  })
})

describe('the reference interpreter', () => {
  test('stays at 700 lines or fewer', () => {
    const folder = join(import.meta.dirname, 'reference')
    const lines = readdirSync(folder)
      .filter((name) => !name.endsWith('.test.ts'))
      .reduce((sum, name) => sum + readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').length, 0)
    assert.ok(lines <= 700, `${lines} lines`)
  })

  test('a typical decision takes under 60 microseconds (on a machine that parses 600 bytes of JSON in 3)', (context) => {
    const policy = source(
      read([
        {
          Effect: 'Allow',
          Action: ['s3:Get*', 's3:List*'],
          Resource: ['arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::c/*'],
          Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
        },
        {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::b/secret*',
          Condition: { StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin-*' } },
        },
        { Effect: 'Allow', Action: 'sts:*', Resource: '*' },
        { Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:sqs:*' },
      ]),
    )
    const changes = {
      resource: 'arn:aws:s3:::b/ann/reports/2026/summary.txt',
      context: requestContext([
        ['aws:username', 'ann'],
        ['aws:SourceIp', '10.1.2.3'],
        ['aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:user/ann`],
      ]),
    }
    const rounds = 3000
    const each = (run: () => unknown): number => {
      const all = fastest(() => {
        for (let round = 0; round < rounds; round += 1) run()
      })
      return (all / rounds) * 1000
    }
    // Relative to a calibration loop in the same run: absolute times mean nothing on a shared machine.
    const json = JSON.stringify({
      list: Array.from({ length: 24 }, (_, index) => ({ name: `n${index}`, value: index })),
    })
    const calibration = each(() => JSON.parse(json))
    const decision = each(() => ask([policy], changes))
    context.diagnostic(`${decision.toFixed(1)} us; JSON.parse of ${json.length} bytes ${calibration.toFixed(1)} us`)
    assert.ok(decision < 20 * calibration, `${decision} us against ${calibration} us`)
  })
})
