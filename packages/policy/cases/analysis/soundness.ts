/** Proofs against brute force: random small policies, all requests over their small alphabet asked of the engine. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from '../fixtures.ts'
import {
  type ContextValue,
  decide,
  evaluate,
  parsePolicy,
  type PolicyDocument,
  type PolicyType,
  type Principal,
} from '../../src/index.ts'
import { type Analysis, checkAccessNotGranted, checkNoNewAccess, findIdleStatements } from '../../src/analysis/index.ts'
import { arrange, type Core } from '../../src/analysis/search/arrange.ts'

type Roll = (sides: number) => number
type Json = Record<string, unknown>

function dice(seed: number): Roll {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}
const pick = <T>(roll: Roll, from: readonly T[]): T => from[roll(from.length)] ?? assert.fail()
const some = <T>(roll: Roll, from: readonly T[], most: number): readonly T[] =>
  Array.from({ length: 1 + roll(most) }, () => pick(roll, from))

const ACTIONS = ['s3:GetObject', 's3:PutObject', 'iam:GetUser', 'iam:PassRole', 'x:y']
const ACTION_PATTERNS = [
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
const RESOURCES = [
  'arn:aws:s3:::b/k',
  'arn:aws:s3:::b/ann',
  'arn:aws:s3:::b/ann/x',
  'arn:aws:s3:::c/k',
  'arn:aws:sqs:eu:111122223333:q',
  '*',
]
const RESOURCE_PATTERNS = [
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

interface Key {
  readonly key: string
  readonly operators: readonly string[]
  readonly values: readonly string[]
  readonly states: readonly (undefined | string | readonly string[])[]
}
const TEXT = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
]
const with_ = (family: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((name) => family + name)
const KEYS: readonly Key[] = [
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

function condition(roll: Roll, keys: readonly Key[]): Json {
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

function statement(roll: Roll, keys: readonly Key[]): Json {
  return {
    Effect: roll(3) === 0 ? 'Deny' : 'Allow',
    [roll(5) === 0 ? 'NotAction' : 'Action']: some(roll, ACTION_PATTERNS, 2),
    [roll(5) === 0 ? 'NotResource' : 'Resource']: some(roll, RESOURCE_PATTERNS, 2),
    Condition: roll(2) === 0 ? {} : condition(roll, keys),
  }
}

const statements = (roll: Roll, make: () => Json): readonly Json[] => Array.from({ length: 1 + roll(3) }, make)

/** Another version of a policy: some statements changed, dropped or added, as people do. */
function edited(roll: Roll, before: readonly Json[], make: () => Json): readonly Json[] {
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

function read(parts: readonly Json[], type: PolicyType, version = '2012-10-17'): PolicyDocument {
  const result = parsePolicy(JSON.stringify({ Version: version, Statement: parts }), type)
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}

const valueOf = (state: string | readonly string[]): ContextValue =>
  typeof state === 'string' ? { values: [state], multi: false } : { values: state, multi: true }

function* contexts(keys: readonly Key[], names: boolean): Iterable<Map<string, ContextValue>> {
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

function* cores(keys: readonly Key[], callers: readonly Caller[], names: boolean): Iterable<Core> {
  for (const context of contexts(keys, names))
    for (const { principal, keys: own } of callers) {
      // Services and anonymous callers belong to no organization.
      if (!('account' in principal) && context.has('aws:principalorgid')) continue
      for (const action of ACTIONS)
        for (const resource of RESOURCES)
          yield { action, resource, principal, bounded: false, context: new Map([...context, ...own]) }
    }
}

interface Caller {
  readonly principal: Principal
  readonly keys: ReadonlyMap<string, ContextValue>
}
const SOMEBODY: readonly Caller[] = [{ principal: PRINCIPALS['user'] ?? assert.fail(), keys: new Map() }]

/** Replays what was shown: allowed as it stands; denied, by the reference, with the other policy in place. */
function replay(analysis: Analysis, document: PolicyDocument, other: PolicyDocument | undefined): void {
  if (analysis.answer !== 'counterexample') return
  for (const { request, statementIndex } of analysis.findings) {
    assert.ok(evaluate(request).allowed)
    assert.ok(JSON.stringify(request.policies).includes(JSON.stringify(document)))
    assert.equal(document.statements[statementIndex ?? -1]?.effect, 'Allow')
    if (other === undefined) continue
    const { action, resource, principal, context, policies } = request
    const core = {
      action,
      resource,
      principal,
      context,
      bounded: policies.boundary !== undefined && document.type !== 'boundary',
    }
    assert.equal(evaluate(arrange(core, other)).allowed, false)
  }
}

type Tally = Record<Analysis['answer'], number>

function tallyText(tally: Tally): string {
  const all = tally.proved + tally.counterexample + tally.unknown
  return `${all} questions: ${tally.proved} proved, ${tally.counterexample} shown, ${tally.unknown} unknown`
}

/** Both answers are common, and hardly anything stays open. */
function assertSpread(tally: Tally): void {
  assert.ok(share(tally, 'proved') > 0.2 && share(tally, 'counterexample') > 0.2, tallyText(tally))
  assert.ok(share(tally, 'unknown') < 0.03, tallyText(tally))
}

const mentionsName = (...documents: readonly PolicyDocument[]): boolean =>
  JSON.stringify(documents).includes('aws:username')

/** How much of it, and which. */
export interface Extent {
  readonly seed: number
  /** Questions of each kind. */
  readonly rounds: number
}

const share = (tally: Tally, answer: Analysis['answer']): number =>
  tally[answer] / (tally.proved + tally.counterexample + tally.unknown)

/** The tests of policies that name no principals. */
export function describeSoundness({ seed, rounds }: Extent): void {
  describe(`soundness, seed ${seed}`, () => {
    for (const type of ['identity', 'scp'] as const)
      test(`${type} policies: no request refutes a proof; every counterexample replays`, (context) => {
        const roll = dice(type.length * 1000 + seed)
        const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
        for (let round = 0; round < rounds; round += 1) {
          const keys = [pick(roll, KEYS), pick(roll, KEYS)].filter((key, index, all) => all.indexOf(key) === index)
          const make = (): Json => statement(roll, keys)
          const version = type === 'identity' && roll(8) === 0 ? '2008-10-17' : '2012-10-17'
          const before = statements(roll, make)
          const existing = read(before, type, version)
          const proposed = read(roll(4) === 0 ? statements(roll, make) : edited(roll, before, make), type, version)
          const analysis = checkNoNewAccess(existing, proposed)
          tally[analysis.answer] += 1
          replay(analysis, proposed, existing)
          if (analysis.answer !== 'proved') continue
          for (const core of cores(keys, SOMEBODY, mentionsName(existing, proposed)))
            if (decide(arrange(core, proposed)).allowed)
              assert.ok(
                decide(arrange(core, existing)).allowed,
                JSON.stringify([existing, proposed, core, [...core.context]]),
              )
        }
        context.diagnostic(tallyText(tally))
        assertSpread(tally)
      })

    test('identity policies: access that is proved not granted is not', (context) => {
      const roll = dice(77 + seed)
      const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
      for (let round = 0; round < rounds; round += 1) {
        const keys = [pick(roll, KEYS)]
        const policy = read(
          statements(roll, () => statement(roll, keys)),
          'identity',
        )
        const actions = roll(3) === 0 ? [] : [pick(roll, ACTIONS)]
        const resources = roll(3) === 0 ? [] : [pick(roll, RESOURCES.slice(0, -1))]
        const analysis = checkAccessNotGranted(policy, [{ actions, resources }])
        tally[analysis.answer] += 1
        replay(analysis, policy, undefined)
        if (analysis.answer !== 'proved') continue
        for (const core of cores(keys, SOMEBODY, mentionsName(policy))) {
          const asked =
            (actions.length === 0 || actions.includes(core.action)) &&
            (resources.length === 0 || resources.includes(core.resource))
          if (asked) assert.equal(decide(arrange(core, policy)).allowed, false, JSON.stringify([policy, core]))
        }
      }
      context.diagnostic(tallyText(tally))
      assertSpread(tally)
    })

    test('idle statements: without them every request is decided the same', (context) => {
      const roll = dice(5 + seed)
      let idle = 0
      for (let round = 0; round < rounds; round += 1) {
        const keys = [pick(roll, KEYS)]
        const parts = [
          ...statements(roll, () => statement(roll, keys)),
          ...statements(roll, () => statement(roll, keys)),
        ]
        const policy = read(parts, 'identity')
        const found = findIdleStatements(policy)
        idle += found.length
        const gone = new Set(found.map(({ statementIndex }) => statementIndex))
        if (gone.size === 0 || gone.size === parts.length) continue
        const rest = read(
          parts.filter((_, index) => !gone.has(index)),
          'identity',
        )
        for (const core of cores(keys, SOMEBODY, mentionsName(policy)))
          assert.equal(
            decide(arrange(core, policy)).outcome === 'allowed',
            decide(arrange(core, rest)).outcome === 'allowed',
            JSON.stringify([policy, found, core]),
          )
      }
      context.diagnostic(`${idle} idle statements`)
      assert.ok(idle > rounds / 4, `${idle} idle statements`)
    })
  })
}

/** Callers with the keys that follow from who they are, as a server fills them in. */
const CALLERS: readonly Caller[] = [
  ...[ACCOUNT, OTHER_ACCOUNT, '777788889999'].flatMap((account) => [
    ...['ci/Builder', 'x/Beta', 'other'].map((path): Caller => {
      const roleName = path.split('/').at(-1) ?? ''
      const roleArn = `arn:aws:iam::${account}:role/${path}`
      const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/run7`
      return {
        principal: {
          kind: 'assumedRole',
          account,
          arn,
          roleArn,
          roleId: 'AROAAAAAAAAAAAAAAAAAA',
          roleName,
          sessionName: 'run7',
        },
        keys: callerKeys({ arn: roleArn, account, type: 'AssumedRole' }),
      }
    }),
    ...['team/ann', 'bob'].map((path): Caller => {
      const arn = `arn:aws:iam::${account}:user/${path}`
      const name = path.split('/').at(-1) ?? ''
      return {
        principal: { kind: 'user', account, arn, id: 'AIDAAAAAAAAAAAAAAAAAA', name },
        keys: new Map([...callerKeys({ arn, account, type: 'User' }), ['aws:username', valueOf(name)]]),
      }
    }),
    {
      principal: { kind: 'root', account, partition: 'aws' } as const,
      keys: callerKeys({ arn: `arn:aws:iam::${account}:root`, account, type: 'Account' }),
    },
  ]),
  {
    principal: PRINCIPALS['federated'] ?? assert.fail(),
    keys: callerKeys({ arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`, account: ACCOUNT, type: 'FederatedUser' }),
  },
  ...['lambda.amazonaws.com', 'ec2.amazonaws.com'].map((service): Caller => ({
    principal: { kind: 'service', service },
    keys: new Map([
      ['aws:principalisawsservice', valueOf('true')],
      ['aws:principalservicename', valueOf(service)],
    ]),
  })),
  { principal: { kind: 'anonymous' }, keys: new Map() },
]

function callerKeys({
  arn,
  account,
  type,
}: {
  arn: string
  account: string
  type: string
}): ReadonlyMap<string, ContextValue> {
  return new Map([
    ['aws:principalarn', valueOf(arn)],
    ['aws:principalaccount', valueOf(account)],
    ['aws:principaltype', valueOf(type)],
    ['aws:principalisawsservice', valueOf('false')],
  ])
}

const NAMES: readonly unknown[] = [
  { AWS: '*' },
  { AWS: ACCOUNT },
  { AWS: [OTHER_ACCOUNT, `arn:aws:iam::${ACCOUNT}:role/other`] },
  { AWS: `arn:aws:iam::${ACCOUNT}:role/ci/Builder` },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/run7` },
  { AWS: `arn:aws:iam::${ACCOUNT}:user/team/ann` },
  { AWS: 'AROAAAAAAAAAAAAAAAAAA' },
  { Service: 'lambda.amazonaws.com' },
  { Service: 'ec2.amazonaws.com', AWS: `arn:aws:sts::${ACCOUNT}:federated-user/guest` },
]
const CALLER_CONDITIONS: readonly Key[] = [
  {
    key: 'aws:PrincipalAccount',
    operators: ['StringEquals', 'StringNotEquals'],
    values: [ACCOUNT, OTHER_ACCOUNT],
    states: [undefined],
  },
  {
    key: 'aws:PrincipalType',
    operators: ['StringEquals', 'StringNotLike'],
    values: ['User', 'Assumed*', 'AssumedRole'],
    states: [undefined],
  },
  { key: 'aws:PrincipalIsAWSService', operators: ['Bool'], values: ['true', 'false'], states: [undefined] },
  {
    key: 'aws:PrincipalArn',
    operators: ['ArnLike', 'ArnNotLike', 'StringLike'],
    values: [
      'arn:aws:iam::*:role/*',
      `arn:aws:iam::${ACCOUNT}:*`,
      `arn:aws:iam::${ACCOUNT}:role/ci/Builder`,
      'arn:aws:iam::*:role/B*',
    ],
    states: [undefined],
  },
]

/** The tests of policies that do. */
export function describeNamedSoundness({ seed, rounds }: Extent): void {
  describe(`soundness where principals are named, seed ${seed}`, () => {
    for (const type of ['resource', 'trust'] as const)
      test(`${type} policies: no request refutes a proof; every counterexample replays`, (context) => {
        const roll = dice(type.length * 100 + seed)
        const tally: Tally = { proved: 0, counterexample: 0, unknown: 0 }
        for (let round = 0; round < rounds; round += 1) {
          const keys = [pick(roll, [...CALLER_CONDITIONS, ...KEYS.slice(0, 2)])]
          const make = (): Json => {
            const { Effect, Condition, ...parts } = statement(roll, keys)
            const negated = type === 'resource' && Effect === 'Deny' && roll(3) === 0
            const principal = { [negated ? 'NotPrincipal' : 'Principal']: pick(roll, NAMES) }
            if (type === 'resource') return { Effect, Condition, ...parts, ...principal }
            return { Effect, Condition, Action: some(roll, ['sts:AssumeRole', 'sts:*', 'sts:Tag*'], 2), ...principal }
          }
          const before = statements(roll, make)
          const existing = read(before, type)
          const proposed = read(roll(4) === 0 ? statements(roll, make) : edited(roll, before, make), type)
          const analysis = checkNoNewAccess(existing, proposed)
          tally[analysis.answer] += 1
          replay(analysis, proposed, existing)
          if (analysis.answer !== 'proved') continue
          // Nobody asks for a role without signing or a token.
          const callers = type === 'trust' ? CALLERS.filter(({ principal }) => principal.kind !== 'anonymous') : CALLERS
          const asked = [...cores(keys, callers, false)]
          for (const core of type === 'resource' ? asked : asked.map((one) => ({ ...one, action: 'sts:AssumeRole' })))
            if (decide(arrange(core, proposed)).allowed)
              assert.ok(
                decide(arrange(core, existing)).allowed,
                JSON.stringify([existing, proposed, core, [...core.context]]),
              )
        }
        context.diagnostic(tallyText(tally))
        assertSpread(tally)
      })
  })
}
