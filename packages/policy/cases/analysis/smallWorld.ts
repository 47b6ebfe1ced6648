/** A world small enough to ask about everything in it: actions, resources, keys, callers, and random policies about them. */
import assert from 'node:assert/strict'
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from '../fixtures.ts'
import type { Core } from '../../src/analysis/search/arrange.ts'
import {
  type ContextValue,
  parsePolicy,
  type PolicyDocument,
  type PolicyType,
  type Principal,
} from '../../src/index.ts'

export type Roll = (sides: number) => number
export type Json = Record<string, unknown>

export function dice(seed: number): Roll {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}
export const pick = <T>(roll: Roll, from: readonly T[]): T => from[roll(from.length)] ?? assert.fail()
export const some = <T>(roll: Roll, from: readonly T[], most: number): readonly T[] =>
  Array.from({ length: 1 + roll(most) }, () => pick(roll, from))

export const ACTIONS = ['s3:GetObject', 's3:PutObject', 'iam:GetUser', 'iam:PassRole', 'x:y']
export const ACTION_PATTERNS = [
  '*',
  's3:*',
  's3:Get*',
  'S3:getobject',
  's3:PutObject',
  'iam:*',
  '*:Get*',
  'x:?',
  'iam:PassRole',
]
export const RESOURCES = [
  'arn:aws:s3:::b/k',
  'arn:aws:s3:::b/ann',
  'arn:aws:s3:::b/ann/x',
  'arn:aws:s3:::c/k',
  'arn:aws:sqs:eu:111122223333:q',
  '*',
]
export const RESOURCE_PATTERNS = [
  '*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/k',
  'arn:aws:s3:::?/k',
  'arn:aws:s3:::*',
  'arn:aws:sqs:*',
  'arn:aws:sqs:eu',
  'arn:aws:s3:::b/${aws:username}',
  'arn:aws:s3:::b/${aws:username}/*',
  'arn:aws:s3:::*/${aws:username}',
  "arn:aws:s3:::b/${aws:username, 'k'}",
]

export interface Key {
  readonly key: string
  readonly operators: readonly string[]
  readonly values: readonly string[]
  readonly states: readonly (undefined | string | readonly string[])[]
}
export const TEXT = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
]
export const with_ = (family: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((name) => family + name)
export const KEYS: readonly Key[] = [
  {
    key: 'aws:PrincipalOrgID',
    operators: [...TEXT, 'ForAnyValue:StringEquals', 'ForAllValues:StringNotLike'],
    values: ['o-1', 'O-1', 'o-*', '?-2', '${aws:username}', 'ann', '*'],
    states: [undefined, 'o-1', 'O-1', 'o-2', 'ann', 'k', 'zz'],
  },
  {
    key: 'a:x',
    operators: [
      ...TEXT,
      'ForAnyValue:StringLike',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringNotEquals',
      'NumericLessThan',
    ],
    values: ['v', 'V', 'v*', '5'],
    states: [undefined, 'v', 'V', 'vw', '4', 'zz', ['v'], ['v', 'vw'], ['v', 'zz'], ['zz']],
  },
  {
    key: 'aws:TagKeys',
    operators: [
      'ForAnyValue:StringEquals',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringNotLike',
      'ForAllValues:StringNotLike',
      'StringNotEquals',
      'StringLike',
    ],
    values: ['a', 'b', 'a*'],
    states: [undefined, ['a'], ['b'], ['a', 'b'], ['ab'], ['ab', 'zz'], ['zz'], []],
  },
  {
    key: 'aws:MultiFactorAuthPresent',
    operators: ['Bool', 'StringEquals', 'StringNotLike'],
    values: ['true', 'false'],
    states: [undefined, 'true', 'false'],
  },
  {
    key: 'aws:MultiFactorAuthAge',
    operators: with_('Numeric'),
    values: ['10', '10.5', '300', '-1'],
    states: [undefined, '-2', '-1', '0', '10', '10.2', '10.5', '11', '299.9', '300', '1000'],
  },
  {
    key: 'aws:CurrentTime',
    operators: with_('Date'),
    values: ['2026-01-01', '2026-01-01T00:00:00.001Z', '2027-01-01T00:00:00+01:00'],
    states: [
      undefined,
      '2025-12-31T23:59:59.999Z',
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.001Z',
      '2026-06-01',
      '2026-12-31T23:00:00Z',
      '2028',
    ],
  },
  {
    key: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    values: ['10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/1', '2001:db8::/32', '10.0.0.1'],
    states: [undefined, '10.0.0.1', '10.1.2.3', '9.255.255.255', '11.0.0.0', '128.0.0.0', '2001:db8::1', '::1'],
  },
  {
    key: 'aws:PrincipalArn',
    operators: ['ArnLike', 'ArnNotLike', 'ArnEquals', 'StringLike', 'StringNotEquals'],
    values: ['arn:aws:iam::*:role/a*', `arn:aws:iam::${ACCOUNT}:role/ab`, 'arn:aws:iam::*:*', 'arn:aws:iam::*'],
    states: [
      undefined,
      `arn:aws:iam::${ACCOUNT}:role/ab`,
      `arn:aws:iam::${ACCOUNT}:role/b`,
      `arn:aws:iam::${OTHER_ACCOUNT}:user/ab`,
      `arn:aws:iam::${OTHER_ACCOUNT}:role/a`,
    ],
  },
]

export function condition(roll: Roll, keys: readonly Key[]): Json {
  const block: Record<string, Record<string, unknown>> = {}
  for (const { key, operators, values } of keys) {
    if (roll(3) === 0) continue
    const plain = roll(8) === 0 ? 'Null' : pick(roll, operators)
    const operator = plain === 'Null' || roll(4) > 0 ? plain : `${plain}IfExists`
    const few = plain === 'Null' ? [pick(roll, ['true', 'false'])] : some(roll, values, 2)
    // A number for the key that is compared both as text and as a number.
    block[operator] = { ...block[operator], [key]: key === 'a:x' && plain.startsWith('Numeric') ? ['5'] : few }
  }
  return block
}

export function statement(roll: Roll, keys: readonly Key[]): Json {
  return {
    Effect: roll(3) === 0 ? 'Deny' : 'Allow',
    [roll(5) === 0 ? 'NotAction' : 'Action']: some(roll, ACTION_PATTERNS, 2),
    [roll(5) === 0 ? 'NotResource' : 'Resource']: some(roll, RESOURCE_PATTERNS, 2),
    Condition: roll(2) === 0 ? {} : condition(roll, keys),
  }
}

export const statements = (roll: Roll, make: () => Json): readonly Json[] => Array.from({ length: 1 + roll(3) }, make)

/** Another version of a policy: some statements changed, dropped or added, as people do. */
export function edited(roll: Roll, before: readonly Json[], make: () => Json): readonly Json[] {
  const after = before.flatMap((one): Json[] => {
    switch (roll(6)) {
      case 0:
        return []
      case 1:
        return [{ ...one, Condition: make()['Condition'] }]
      case 2:
        return [{ ...one, Condition: {} }]
      case 3:
        return [one, make()]
      default:
        return [one]
    }
  })
  return after.length === 0 ? [make()] : after
}

export function read(parts: readonly Json[], type: PolicyType, version = '2012-10-17'): PolicyDocument {
  const result = parsePolicy(JSON.stringify({ Version: version, Statement: parts }), type)
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}

export const valueOf = (state: string | readonly string[]): ContextValue =>
  typeof state === 'string' ? { values: [state], multi: false } : { values: state, multi: true }

export function* contexts(keys: readonly Key[], names: boolean): Iterable<Map<string, ContextValue>> {
  const [key, ...rest] = keys
  if (key === undefined) {
    yield new Map()
    if (!names) return
    for (const name of ['ann', 'k']) yield new Map([['aws:username', valueOf(name)]])
    return
  }
  for (const context of contexts(rest, names))
    for (const state of key.states)
      yield state === undefined ? context : new Map(context).set(key.key.toLowerCase(), valueOf(state))
}

export function* cores(keys: readonly Key[], callers: readonly Caller[], names: boolean): Iterable<Core> {
  for (const context of contexts(keys, names))
    for (const { principal, keys: own } of callers) {
      // Services and anonymous callers belong to no organization.
      if (!('account' in principal) && context.has('aws:principalorgid')) continue
      for (const action of ACTIONS)
        for (const resource of RESOURCES)
          yield { action, resource, principal, bounded: false, context: new Map([...context, ...own]) }
    }
}

export interface Caller {
  readonly principal: Principal
  readonly keys: ReadonlyMap<string, ContextValue>
}
export const SOMEBODY: readonly Caller[] = [{ principal: PRINCIPALS['user'] ?? assert.fail(), keys: new Map() }]
