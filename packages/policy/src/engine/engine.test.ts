/** What the engine remembers: never too much, never for another caller, never against what it is given now. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ACCOUNT, ALLOW_ALL, DENY_ALL, PRINCIPALS } from '../../cases/fixtures.ts'
import {
  type ApplicablePolicies,
  type AuthorizationRequest,
  createEngine,
  evaluate,
  parsePolicy,
  type PolicyDocument,
  type PolicySource,
  type PolicyType,
  type Principal,
  requestContext,
} from '../index.ts'
import { Group, makeGate } from './group.ts'
import { unitOf } from './unit.ts'

const USER: Principal = PRINCIPALS['user'] ?? assert.fail('no fixture')
const ROLE: Principal = PRINCIPALS['role'] ?? PRINCIPALS['assumedRole'] ?? USER

const read = (statements: unknown, type: PolicyType = 'identity'): PolicyDocument => {
  const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), type)
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}
const source = (statements: unknown, type: PolicyType = 'identity'): PolicySource => ({
  id: 'p',
  document: read(statements, type),
})

const requestOf = (
  policies: Partial<ApplicablePolicies>,
  changes: Partial<AuthorizationRequest> = {},
): AuthorizationRequest => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: ACCOUNT,
  principal: USER,
  context: new Map(),
  policies: { identity: [], scp: [], rcp: [], ...policies },
  ...changes,
})

/** Asks engine and reference, and compares all they say. */
const engine = createEngine()
const ask = (request: AuthorizationRequest): string => {
  const decision = evaluate(request)
  assert.deepEqual(engine.judge(request), decision)
  const { outcome, layer } = engine.decide(request)
  assert.deepEqual([outcome, layer], [decision.outcome, decision.layer])
  return outcome
}

describe('memory', () => {
  test('attackers who choose actions fill nothing', () => {
    const policy = read(
      Array.from({ length: 40 }, (_, index) => ({
        ...ALLOW_ALL,
        Action: `s3:*${index}*`,
        Resource: `arn:aws:s3:::b${index}/*`,
      })),
    )
    const unit = unitOf(policy, 'own')
    const limits = { actions: 64, weight: 300 }
    const group = new Group([makeGate('identity', [{ unit, binding: undefined }])], limits)
    let most = 0
    for (let index = 0; index < 20_000; index += 1) {
      group.plan(`s3:${index.toString(2)}${index}`)
      most = Math.max(most, group.weight)
      assert.ok(group.actions <= 128, `${group.actions} actions`)
    }
    assert.ok(most > 100 && most <= 300, `${most} entries and patterns at most`)
  })

  test('long patterns weigh more than short ones', () => {
    const weightOf = (resource: string): number => {
      const unit = unitOf(read([{ ...ALLOW_ALL, Resource: resource }]), 'own')
      const group = new Group([makeGate('identity', [{ unit, binding: undefined }])], { actions: 1, weight: 1_000 })
      return group.plan('s3:GetObject').weight
    }
    assert.equal(weightOf('arn:aws:s3:::b/*'), 2)
    assert.equal(weightOf(`arn:aws:s3:::b/${'a'.repeat(6_400)}`), 102)
  })

  test('actions that concern the same statements share a plan', () => {
    const unit = unitOf(read([{ ...ALLOW_ALL, Action: 's3:*' }]), 'own')
    const group = new Group([makeGate('identity', [{ unit, binding: undefined }])], { actions: 64, weight: 300 })
    assert.equal(group.plan('s3:GetObject'), group.plan('S3:Whatever'))
    assert.notEqual(group.plan('s3:GetObject'), group.plan('sqs:SendMessage'))
  })

  test('one text is parsed once, and never stands for another', () => {
    const small = createEngine({ documents: 4 })
    const text = (action: string): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: { ...ALLOW_ALL, Action: action } })
    const [first, second] = [small.read(text('s3:GetObject'), 'identity'), small.read(text('s3:PutObject'), 'identity')]
    assert.equal(small.read(text('s3:GetObject'), 'identity'), first)
    assert.notEqual(first, second)
    assert.notEqual(small.read(text('s3:GetObject'), 'session'), first)
    for (let index = 0; index < 20; index += 1) small.read(text(`s3:${index}`), 'identity')
    const again = small.read(text('s3:GetObject'), 'identity')
    assert.notEqual(again, first, 'forgotten')
    assert.deepEqual(again, first)
  })
})

describe('callers', () => {
  const allow = source(ALLOW_ALL)
  const deny = source(DENY_ALL)
  const only = (action: string): PolicySource => source({ ...ALLOW_ALL, Action: action })

  test('callers with the same documents in the same places share a bundle', () => {
    const other = { ...allow, id: 'another name', attachedTo: 'another user' }
    assert.equal(
      engine.bundle({ identity: [allow], scp: [], rcp: [] }),
      engine.bundle({ identity: [other], scp: [], rcp: [] }),
    )
  })

  test('nobody gets the bundle of another', () => {
    const shapes: readonly Partial<ApplicablePolicies>[] = [
      { identity: [allow] },
      { identity: [deny] },
      { identity: [allow, deny] },
      { identity: [deny, allow] },
      { identity: [allow], boundary: deny },
      { identity: [allow], session: [deny] },
      { identity: [allow], session: [] },
      { identity: [allow], scp: [[deny]] },
      { identity: [allow], scp: [[allow], [deny]] },
      { identity: [allow], scp: [[allow, deny]] },
      { identity: [allow], scp: [[]] },
      { identity: [allow], rcp: [[allow]] },
      { identity: [allow], sessionLimitsDirectGrant: true },
      { identity: [], session: [allow] },
      { identity: [] },
    ]
    const bundles = shapes.map((shape) => engine.bundle({ identity: [], scp: [], rcp: [], ...shape }))
    assert.equal(new Set(bundles).size, shapes.length)
    for (const shape of shapes) ask(requestOf(shape))
  })

  test('the same bundle serves different principals', () => {
    const bucket = source({ ...ALLOW_ALL, Principal: { AWS: 'arn' in USER ? USER.arn : '' } }, 'resource')
    const policies = { resource: { kind: 'resource', source: bucket } } as const
    const requests = [USER, ROLE, USER, ...Object.values(PRINCIPALS)].map((principal) =>
      requestOf(policies, { principal }),
    )
    assert.equal(ask(requests[0] ?? assert.fail()), 'allowed')
    for (const request of requests) ask(request)
  })

  test('a template serves many requests without mixing them up', () => {
    const policy = source([{ ...ALLOW_ALL, Condition: { StringEquals: { 'aws:x': '${aws:y}', 'aws:s': 'session' } } }])
    const bucket = source(
      { ...DENY_ALL, Principal: '*', Condition: { StringEquals: { 'aws:only': 'bucket' } } },
      'resource',
    )
    const bundle = engine.bundle({ identity: [policy], scp: [], rcp: [] })
    const session = new Map(
      requestContext([
        ['aws:s', 'session'],
        ['aws:y', 'y'],
      ]),
    )
    const template = bundle.template(session)
    session.clear()
    const resourcePolicy = { kind: 'resource', document: bucket.document } as const
    const decide = (entries: readonly (readonly [string, string])[]): string => {
      const { action, resource, resourceAccount, principal } = requestOf({})
      const context = template.context(requestContext(entries))
      return bundle.decide({ action, resource, resourceAccount, principal, context, resourcePolicy }).outcome
    }
    assert.equal(decide([['aws:x', 'y']]), 'allowed')
    assert.equal(decide([['aws:x', 'z']]), 'implicitDeny')
    assert.equal(decide([]), 'implicitDeny')
    assert.equal(
      decide([
        ['aws:x', 'z'],
        ['aws:y', 'z'],
      ]),
      'allowed',
    )
    assert.equal(
      decide([
        ['aws:x', 'y'],
        ['aws:only', 'bucket'],
      ]),
      'explicitDeny',
    )
    assert.equal(decide([['aws:x', 'y']]), 'allowed')
    assert.equal(
      decide([
        ['aws:x', 'y'],
        ['aws:s', 'none'],
      ]),
      'implicitDeny',
    )
  })

  test('more levels than a word has bits', () => {
    const levels = Array.from({ length: 70 }, () => [allow])
    assert.equal(ask(requestOf({ identity: [allow], scp: levels })), 'allowed')
    for (const at of [0, 26, 27, 29, 30, 31, 59, 60, 69]) {
      const closed = levels.with(at, [only('sqs:*')])
      assert.equal(ask(requestOf({ identity: [allow], scp: closed })), 'implicitDeny', `level ${at}`)
      const denied = levels.with(at, [allow, deny])
      assert.equal(ask(requestOf({ identity: [deny], scp: denied })), 'explicitDeny', `level ${at}`)
    }
  })
})

describe('what changes after it was seen', () => {
  const allow = source(ALLOW_ALL)
  const deny = source(DENY_ALL)

  test('lists and sources are read again', () => {
    const identity = [allow]
    const scp = [[allow]]
    const request = requestOf({ identity, scp })
    assert.equal(ask(request), 'allowed')
    identity.push(deny)
    assert.equal(ask(request), 'explicitDeny')
    identity.pop()
    assert.equal(ask(request), 'allowed')
    scp[0]?.push(deny)
    assert.equal(ask(request), 'explicitDeny')
    scp.pop()
    const changing = { ...allow }
    identity[0] = changing
    assert.equal(ask(request), 'allowed')
    changing.document = deny.document
    assert.equal(ask(request), 'explicitDeny')
    Object.assign(changing, { id: 'renamed', document: allow.document })
    assert.equal(ask(request), 'allowed')
  })

  test('so are principals', () => {
    const principal = { ...USER }
    const bucket = source({ ...ALLOW_ALL, Principal: { AWS: 'arn' in USER ? USER.arn : '' } }, 'resource')
    const request = requestOf({ resource: { kind: 'resource', source: bucket } }, { principal })
    assert.equal(ask(request), 'allowed')
    Object.assign(principal, { account: '999988887777', arn: 'arn:aws:iam::999988887777:user/eve', id: 'AIDAEVE' })
    assert.equal(ask(request), 'implicitDeny')
  })

  test('a document is compiled once; changing it changes no decision', () => {
    const document = read(ALLOW_ALL)
    const request = requestOf({ identity: [{ id: 'p', document }] })
    assert.equal(engine.decide(request).outcome, 'allowed')
    Object.assign(document.statements[0] ?? assert.fail(), { effect: 'Deny', action: { negated: false, patterns: [] } })
    assert.equal(engine.decide(request).outcome, 'allowed')
    assert.equal(engine.decide({ ...request, policies: { ...request.policies } }).outcome, 'allowed')
  })

  test('answers cannot be changed', () => {
    const request = requestOf({ identity: [allow] })
    assert.throws(() => Object.assign(engine.decide(request), { allowed: false }), TypeError)
    const silent = requestOf({ identity: [source({ ...ALLOW_ALL, Action: 'sqs:*' })] })
    const said = engine.judge(silent).layers[0]?.statements[0] ?? assert.fail()
    assert.throws(() => Object.assign(said, { applies: true }), TypeError)
    assert.throws(() => Object.assign(said.statement, { effect: 'Allow', policyId: 'x' }), TypeError)
  })
})
