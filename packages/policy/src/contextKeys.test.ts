/** Keys that policies refer to, keys that a request lacks, and values that kinds of keys can have. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { requestContext } from './context.ts'
import { contextKeysOf, missingContextKeys } from './contextKeys.ts'
import { parsePolicy } from './document/parsePolicy.ts'
import { type ContextKind, isContextValue } from './literal/contextValue.ts'
import { evaluate } from './reference/evaluate.ts'
import type { AuthorizationRequest, PolicyDocument } from './types.ts'

function policy(statement: object, Version = '2012-10-17'): PolicyDocument {
  const result = parsePolicy(JSON.stringify({ Version, Statement: statement }), 'identity')
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy
}

const allow = (more: object): object => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more })

describe('contextKeysOf', () => {
  test('variables and conditions, as written, once ignoring case, Resource before Condition', () => {
    const first = policy([
      allow({
        Resource: ['arn:aws:s3:::b/${aws:username}/${*}', "arn:aws:s3:::b/${aws:PrincipalTag/Team, 'none'}"],
        Condition: { StringEquals: { 's3:prefix': ['${aws:userid}', 'x'] }, Null: { 'AWS:UserName': 'false' } },
      }),
    ])
    const second = policy(allow({ Condition: { Bool: { 'aws:SecureTransport': true, 'S3:Prefix': true } } }))
    assert.deepEqual(contextKeysOf([first, second]), [
      'aws:username',
      'aws:PrincipalTag/Team',
      's3:prefix',
      'aws:userid',
      'aws:SecureTransport',
    ])
  })

  test('in version 2008-10-17 there are no variables', () => {
    const old = policy(allow({ Resource: 'arn:aws:s3:::b/${aws:username}' }), '2008-10-17')
    assert.deepEqual(contextKeysOf([old]), [])
  })
})

describe('missingContextKeys', () => {
  const missing = (document: PolicyDocument, more: Partial<AuthorizationRequest> = {}): readonly string[] => {
    const request: AuthorizationRequest = {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/ann/k',
      resourceAccount: '111122223333',
      principal: { kind: 'root', account: '111122223333', partition: 'aws' },
      context: requestContext([['aws:username', 'ann']]),
      policies: { identity: [{ id: 'p', document }], scp: [], rcp: [] },
      ...more,
    }
    return missingContextKeys(request, evaluate(request))
  }
  const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }

  test('keys the request has are not missing', () => {
    const both = policy(allow({ Resource: 'arn:aws:s3:::b/${aws:UserName}/*', Condition: mfa }))
    assert.deepEqual(missing(both), ['aws:MultiFactorAuthPresent'])
  })

  test('statements about other actions or other resources need nothing', () => {
    assert.deepEqual(missing(policy(allow({ Action: 's3:PutObject', Condition: mfa }))), [])
    assert.deepEqual(missing(policy(allow({ Resource: 'arn:aws:s3:::other/*', Condition: mfa }))), [])
  })

  test('a resource that a missing key decides counts', () => {
    const tagged = policy(allow({ Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/home}/*', Condition: mfa }))
    assert.deepEqual(missing(tagged), ['aws:PrincipalTag/home', 'aws:MultiFactorAuthPresent'])
  })

  test('every layer is asked, unreadable policies have nothing to say', () => {
    const limited = policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))
    const policies = {
      identity: [
        { id: 'gone', document: { unreadable: 'gone' } },
        { id: 'p', document: policy(allow({ Condition: mfa })) },
      ],
      boundary: { id: 'b', document: limited },
      scp: [[{ id: 's', document: policy(allow({ Condition: { Null: { 'aws:TagKeys': 'true' } } })) }]],
      rcp: [],
    }
    assert.deepEqual(missing(limited, { policies }), ['aws:TagKeys', 'aws:MultiFactorAuthPresent', 'aws:SourceIp'])
  })
})

describe('isContextValue', () => {
  const cases: readonly [ContextKind, readonly string[], readonly string[]][] = [
    ['string', ['', 'anything'], []],
    ['numeric', ['7', '-1.50'], ['', '1e3', 'seven']],
    ['boolean', ['true', 'False'], ['yes', '1', '']],
    ['ip', ['10.0.0.1', '2001:db8::1'], ['10.0.0.0/8', '10.0.0', 'here']],
    ['binary', ['', 'QUI='], ['QUI', '?']],
    ['date', ['2026-01-02T03:04:05Z', '1767323045'], ['tomorrow', '']],
  ]
  for (const [kind, good, bad] of cases) {
    test(kind, () => {
      for (const text of good) assert.equal(isContextValue(text, kind), true, text)
      for (const text of bad) assert.equal(isContextValue(text, kind), false, text)
    })
  }
})
