/** What must hold for all policies and requests (policy-engine.md 4.7.4, security.md STS-01). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { ACCOUNT, ALLOW_ALL, FULL_RCP, OTHER_ACCOUNT, PRINCIPALS } from '../cases/fixtures.ts'
import { COMPILED } from '../differential/engine.ts'
import { plainRequest, requestOf as revived } from '../differential/row.ts'
import {
  type AuthorizationRequest,
  canonicalPolicy,
  type ContextValue,
  type Decision,
  evaluate,
  explain,
  parsePolicy,
  type PolicyDocument,
  type PolicySource,
  type PolicyType,
  readStoredPolicy,
} from './index.ts'

const RUNS = 500

type Json = Record<string, unknown>

/** Few names, so that policies and requests meet often. */
const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 'iam:GetUser', 'sts:AssumeRole')
const actionPattern = fc.constantFrom(
  '*',
  's3:*',
  's3:Get*',
  'S3:getobject',
  '*:*Object',
  'iam:?etUser',
  'sts:AssumeRole',
  's3:PutObject',
)
const resource = fc.constantFrom(
  'arn:aws:s3:::b/k',
  'arn:aws:s3:::b/ann',
  'arn:aws:s3:::c/*',
  'arn:aws:sqs:eu:111122223333:q',
  '*',
)
const resourcePattern = fc.constantFrom(
  '*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::?/k',
  'arn:aws:s3:::b/${aws:username}',
  'arn:aws:sqs:eu',
  'arn:aws:s3:::c/${*}',
  "arn:aws:s3:::*${a:x, 'k'}",
)
const key = fc.constantFrom('a:x', 'a:y', 'aws:username')
const value = fc.constantFrom('ann', '5', 'true', '10.0.0.1', '2026-01-01', '*', '${a:y}', 'arn:aws:iam::1:role/x')
const operator = fc
  .tuple(
    fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIgnoreCase',
      'ArnLike',
      'ArnNotLike',
    ),
    fc.constantFrom('', 'IfExists'),
  )
  .map((parts) => parts.join(''))
const condition = fc.dictionary(
  operator,
  fc.dictionary(key, fc.array(value, { minLength: 1, maxLength: 2 }), { maxKeys: 2 }),
  { maxKeys: 2 },
)

function statement(effect: fc.Arbitrary<string> = fc.constantFrom('Allow', 'Allow', 'Deny')): fc.Arbitrary<Json> {
  const patterns = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
    fc.array(arbitrary, { minLength: 1, maxLength: 2 })
  return fc
    .record({
      effect,
      actions: patterns(actionPattern),
      resources: patterns(resourcePattern),
      notA: fc.nat(4),
      notR: fc.nat(4),
      condition: fc.option(condition, { nil: {} }),
    })
    .map(({ effect, actions, resources, notA, notR, condition }) => ({
      Effect: effect,
      [notA === 0 ? 'NotAction' : 'Action']: actions,
      [notR === 0 ? 'NotResource' : 'Resource']: resources,
      Condition: condition,
    }))
}

const statements = fc.array(statement(), { minLength: 1, maxLength: 3 })
const principalElement = fc.constantFrom(
  '*',
  { AWS: '*' },
  { AWS: ACCOUNT },
  { AWS: `arn:aws:iam::${ACCOUNT}:role/ci/Builder` },
  { AWS: `arn:aws:iam::${ACCOUNT}:user/team/ann` },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/run7` },
  { Service: 'lambda.amazonaws.com' },
)
const resourceStatement = fc
  .tuple(statement(), principalElement)
  .map(([one, principal]): Json => ({ ...one, Principal: principal }))

interface Scene {
  readonly action: string
  readonly resource: string
  readonly foreign: boolean
  readonly principal: string
  readonly context: ReadonlyMap<string, ContextValue>
  readonly identity: readonly (readonly Json[])[]
  readonly boundary: readonly Json[] | undefined
  readonly session: readonly (readonly Json[])[] | undefined
  readonly scp: readonly (readonly (readonly Json[])[])[]
  readonly resourcePolicy: readonly Json[] | undefined
  readonly sessionLimits: boolean
}

const held = fc.record({ values: fc.array(value, { maxLength: 2 }), multi: fc.boolean() })
const scene: fc.Arbitrary<Scene> = fc.record({
  action,
  resource,
  foreign: fc.nat(3).map((n) => n === 0),
  principal: fc.constantFrom('user', 'role', 'role', 'federated', 'root', 'service'),
  context: fc.array(fc.tuple(key, held), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  identity: fc.array(statements, { maxLength: 2 }),
  boundary: fc.option(statements, { nil: undefined }),
  session: fc.option(fc.array(statements, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  scp: fc.array(fc.array(statements, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  resourcePolicy: fc.option(fc.array(resourceStatement, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  sessionLimits: fc.boolean(),
})

/** Without quotas: a list written out as statements may be longer than a session policy. */
function read(statements: readonly Json[], type: PolicyType): PolicyDocument {
  const document = readStoredPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), type)
  return 'unreadable' in document ? assert.fail(document.unreadable) : document
}
const source = (statements: readonly Json[], type: PolicyType): PolicySource => ({
  id: type,
  document: read(statements, type),
})

function requestOf(scene: Scene): AuthorizationRequest {
  const { identity, boundary, session, scp, resourcePolicy } = scene
  return {
    action: scene.action,
    resource: scene.resource,
    resourceAccount: scene.foreign ? OTHER_ACCOUNT : ACCOUNT,
    principal: PRINCIPALS[scene.principal] ?? assert.fail(),
    context: scene.context,
    policies: {
      identity: identity.map((one) => source(one, 'identity')),
      ...(boundary === undefined ? {} : { boundary: source(boundary, 'boundary') }),
      ...(session === undefined ? {} : { session: session.map((one) => source(one, 'session')) }),
      sessionLimitsDirectGrant: scene.sessionLimits,
      scp: scp.map((level) => level.map((one) => source(one, 'scp'))),
      rcp: [],
      ...(resourcePolicy === undefined
        ? {}
        : { resource: { kind: 'resource', source: source(resourcePolicy, 'resource') } }),
    },
  }
}

/** Every property holds of the specification and of what runs. */
const ENGINES: readonly (readonly [name: string, judge: (request: AuthorizationRequest) => Decision])[] = [
  ['the reference', evaluate],
  ['the compiled engine', COMPILED.judge],
]

/** A decision without the places in the text that it speaks of. */
function spanless(decision: Decision): unknown {
  return JSON.parse(JSON.stringify(decision, (name, value: unknown) => (name === 'span' ? undefined : value)))
}

/** Adds a statement to one of the scene's layers; undefined when that layer is not there. */
const LAYERS = ['identity', 'boundary', 'session', 'scp', 'resource'] as const
function add(scene: Scene, layer: (typeof LAYERS)[number], extra: Json): Scene | undefined {
  switch (layer) {
    case 'identity':
      return { ...scene, identity: [...scene.identity, [extra]] }
    case 'boundary':
      return scene.boundary && { ...scene, boundary: [...scene.boundary, extra] }
    case 'session':
      return scene.session && { ...scene, session: [...scene.session, [extra]] }
    case 'scp':
      return scene.scp.length === 0
        ? undefined
        : { ...scene, scp: scene.scp.map((level, index) => (index === 0 ? [...level, [extra]] : level)) }
    case 'resource':
      return (
        scene.resourcePolicy && { ...scene, resourcePolicy: [...scene.resourcePolicy, { ...extra, Principal: '*' }] }
      )
  }
}

function holds<T extends unknown[]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  body: (values: T) => void,
): void {
  fc.assert(fc.property(fc.tuple<T>(...arbitraries), body), { numRuns: RUNS })
}

for (const [name, judge] of ENGINES)
  describe(`properties of ${name}`, () => {
    const allowed = (scene: Scene): boolean => judge(requestOf(scene)).allowed
    const outcome = (scene: Scene): string => judge(requestOf(scene)).outcome

    test('STS-01 session policies only shrink a role or user session', () => {
      holds<[Scene, Json[]]>([scene, statements], ([one, session]) => {
        fc.pre(one.principal !== 'federated')
        const whole = { ...one, session: undefined, sessionLimits: false }
        if (!allowed(whole)) assert.equal(allowed({ ...one, session: [session] }), false)
      })
    })

    test('STS-01 limits on direct grants only shrink further', () => {
      holds<[Scene]>([scene], ([one]) => {
        if (!allowed({ ...one, sessionLimits: false })) assert.equal(allowed({ ...one, sessionLimits: true }), false)
      })
    })

    test('STS-01 a boundary and an SCP level only shrink', () => {
      holds<[Scene, Json[]]>([scene, statements], ([one, limit]) => {
        const free = { ...one, boundary: undefined }
        if (!allowed(free)) assert.equal(allowed({ ...one, boundary: limit }), false)
        if (!allowed(one)) assert.equal(allowed({ ...one, scp: [...one.scp, [limit]] }), false)
      })
    })

    test('adding a Deny never allows; adding an Allow never denies', () => {
      holds<[Scene, Json, Json, (typeof LAYERS)[number]]>(
        [scene, statement(fc.constant('Deny')), statement(fc.constant('Allow')), fc.constantFrom(...LAYERS)],
        ([one, deny, allow, layer]) => {
          const denying = add(one, layer, deny)
          const allowing = add(one, layer, allow)
          if (denying !== undefined && !allowed(one)) assert.equal(allowed(denying), false)
          if (allowing !== undefined && allowed(one)) assert.equal(allowed(allowing), true)
        },
      )
    })

    test('Deny * in any layer denies', () => {
      holds<[Scene, (typeof LAYERS)[number]]>([scene, fc.constantFrom(...LAYERS)], ([one, layer]) => {
        const denying = add(one, layer, { Effect: 'Deny', Action: '*', Resource: '*' })
        if (denying !== undefined) assert.equal(outcome(denying), 'explicitDeny')
      })
    })

    test('Allow * as boundary, session, SCP level and RCP level is neutral', () => {
      holds<[Scene]>([scene], ([one]) => {
        const request = requestOf(one)
        const expected = judge(request).outcome
        const { policies } = request
        const neutral = (changes: object): string =>
          judge({ ...request, policies: { ...policies, ...changes } }).outcome
        if (one.boundary === undefined) assert.equal(neutral({ boundary: source([ALLOW_ALL], 'boundary') }), expected)
        if (one.session === undefined && one.principal !== 'federated')
          assert.equal(
            neutral({ session: [source([ALLOW_ALL], 'session')], sessionLimitsDirectGrant: false }),
            judge({ ...request, policies: { ...policies, sessionLimitsDirectGrant: false } }).outcome,
          )
        assert.equal(neutral({ scp: [...policies.scp, [source([ALLOW_ALL], 'scp')]] }), expected)
        assert.equal(neutral({ rcp: [[source([FULL_RCP], 'rcp')]] }), expected)
      })
    })

    test('order of statements, policies and elements changes nothing', () => {
      holds<[Scene]>([scene], ([one]) => {
        const flip = (list: readonly Json[]): Json[] =>
          list.map((json) => Object.fromEntries(Object.entries(json).toReversed())).toReversed()
        const flipped: Scene = {
          ...one,
          identity: one.identity.map(flip).toReversed(),
          boundary: one.boundary && flip(one.boundary),
          session: one.session?.map(flip).toReversed(),
          scp: one.scp.map((level) => level.map(flip).toReversed()),
          resourcePolicy: one.resourcePolicy && flip(one.resourcePolicy),
        }
        assert.equal(outcome(flipped), outcome(one))
      })
    })

    test('a list of actions or resources is that many statements', () => {
      holds<[Scene]>([scene], ([one]) => {
        const split = (list: readonly Json[]): Json[] =>
          list.flatMap((json) =>
            'Action' in json && 'Resource' in json
              ? (json['Action'] as string[]).flatMap((a) =>
                  (json['Resource'] as string[]).map((r) => ({ ...json, Action: a, Resource: r })),
                )
              : [json],
          )
        const divided: Scene = {
          ...one,
          identity: one.identity.map(split),
          boundary: one.boundary && split(one.boundary),
          session: one.session?.map(split),
          scp: one.scp.map((level) => level.map(split)),
          resourcePolicy: one.resourcePolicy && split(one.resourcePolicy),
        }
        assert.equal(outcome(divided), outcome(one))
      })
    })

    test('the case of actions and keys changes nothing; that of resources may', () => {
      holds<[Scene]>([scene], ([one]) => {
        const upper = (json: Json): Json => {
          const name = 'Action' in json ? 'Action' : 'NotAction'
          const resources = 'Resource' in json ? 'Resource' : 'NotResource'
          const keys = Object.entries(json['Condition'] as Record<string, Record<string, unknown>>).map(
            ([operator, block]) => [
              operator,
              Object.fromEntries(Object.entries(block).map(([key, values]) => [key.toUpperCase(), values])),
            ],
          )
          return {
            ...json,
            [name]: (json[name] as string[]).map((pattern) => pattern.toUpperCase()),
            [resources]: (json[resources] as string[]).map((text) => text.replaceAll('aws:username', 'AWS:UserName')),
            Condition: Object.fromEntries(keys),
          }
        }
        assert.equal(
          outcome({ ...one, action: one.action.toLowerCase(), identity: one.identity.map((list) => list.map(upper)) }),
          outcome(one),
        )
      })
    })

    test('a variable without a value never widens an Allow', () => {
      holds<[Scene]>([scene], ([one]) => {
        const policy = [
          {
            Effect: 'Allow',
            Action: '*',
            Resource: 'arn:aws:s3:::${aws:username}*',
            Condition: { StringEquals: { 'a:x': '${a:y}' } },
          },
        ]
        const without = new Map([...one.context].filter(([key]) => key !== 'aws:username' && key !== 'a:y'))
        assert.equal(
          allowed({
            ...one,
            principal: 'user',
            foreign: false,
            identity: [policy],
            resourcePolicy: undefined,
            context: without,
          }),
          false,
        )
      })
    })

    test('a variable without a value never narrows a Deny', () => {
      holds<[Scene]>([scene], ([one]) => {
        const without = new Map([...one.context].filter(([key]) => key !== 'aws:username'))
        for (const escape of [
          { NotResource: 'arn:aws:s3:::${aws:username}*' },
          { Resource: '*', Condition: { StringNotLikeIfExists: { 'a:x': '${aws:username}*' } } },
        ]) {
          const deny = { Effect: 'Deny', Action: '*', ...escape }
          const context = new Map([...without, ['a:x', { values: ['ann'], multi: false }] as const])
          assert.equal(outcome({ ...one, identity: [...one.identity, [deny]], context }), 'explicitDeny')
        }
      })
    })

    test('the canonical text means the same and is its own canonical text', () => {
      holds<[Scene]>([scene], ([one]) => {
        const rewrite = (document: PolicyDocument): PolicyDocument => {
          const text = canonicalPolicy(document)
          const again = parsePolicy(text, document.type)
          assert.ok(again.ok)
          assert.equal(canonicalPolicy(again.policy), text)
          return again.policy
        }
        const request = requestOf(one)
        const identity = request.policies.identity.map((each) => ({
          ...each,
          document: 'unreadable' in each.document ? each.document : rewrite(each.document),
        }))
        assert.deepEqual(
          spanless(judge({ ...request, policies: { ...request.policies, identity } })),
          spanless(judge(request)),
        )
      })
    })

    test('reports agree with the verdict', () => {
      holds<[Scene]>([scene], ([one]) => {
        const decision = judge(requestOf(one))
        assert.equal(decision.allowed, decision.outcome === 'allowed')
        assert.equal(decision.layer === undefined, decision.allowed)
        assert.equal(
          decision.layers.some((layer) => layer.outcome === 'explicitDeny'),
          decision.outcome === 'explicitDeny',
        )
        if (decision.outcome === 'explicitDeny')
          assert.ok(
            decision.deciding.length > 0 &&
              decision.deciding.every(({ effect, layer }) => effect === 'Deny' && layer === decision.layer),
          )
        if (decision.outcome === 'implicitDeny') assert.deepEqual(decision.deciding, [])
      })
    })

    test('total: any strings, any text', () => {
      const anything = fc.string({ unit: 'binary', maxLength: 40 })
      holds<[string, string, string, string, string]>(
        [anything, anything, anything, anything, anything],
        ([a, r, p, k, v]) => {
          const result = parsePolicy(p, 'identity')
          assert.equal(result.ok, false)
          const document = read(
            [
              {
                Effect: 'Deny',
                Action: '*',
                Resource: 'arn:aws:s3:::*${a:x}?',
                Condition: { StringNotLike: { 'a:x': '*${a:y}*' }, ArnLike: { 'a:x': 'arn:*:?:${a:y}::*' } },
              },
            ],
            'identity',
          )
          const statements = document.statements.map((each) => ({
            ...each,
            action: { negated: true, patterns: [p] },
            resource: { negated: true, patterns: [k, v] },
          }))
          const context = new Map([
            ['a:x', { values: [v], multi: false }],
            ['a:y', { values: [k, v], multi: false }],
          ])
          const decision = judge({
            action: a,
            resource: r,
            resourceAccount: k,
            principal: { kind: 'user', account: k, arn: p, id: v, name: a },
            context,
            policies: {
              identity: [
                { id: p, document },
                { id: p, document: { ...document, statements } },
              ],
              scp: [],
              rcp: [],
            },
          })
          assert.equal(decision.allowed, false)
        },
      )
    })
  })

describe('the compiled engine', () => {
  test('decide, judge and explain agree', () => {
    holds<[Scene]>([scene], ([one]) => {
      const request = requestOf(one)
      const { allowed, outcome, layer, deciding, layers } = COMPILED.judge(request)
      const verdict = COMPILED.decide(request)
      assert.deepEqual([verdict.allowed, verdict.outcome, verdict.layer], [allowed, outcome, layer])
      const explained = explain(request)
      assert.deepEqual(
        [explained.outcome, explained.layer, explained.deciding, explained.layers],
        [outcome, layer, deciding, layers],
      )
    })
  })

  test('what is remembered answers as what is new, whatever was asked between', () => {
    holds<[Scene, Scene]>([scene, scene], ([one, other]) => {
      const request = revived(plainRequest(requestOf(one)))
      const first = COMPILED.judge(request)
      const between = { ...requestOf(other), policies: request.policies }
      const answer = COMPILED.judge(between)
      for (const again of [
        request,
        revived(plainRequest(request)),
        { ...request, policies: { ...request.policies } },
      ]) {
        assert.deepEqual(COMPILED.judge(again), first)
        assert.equal(COMPILED.decide(again).outcome, first.outcome)
      }
      assert.deepEqual(COMPILED.judge(revived(plainRequest(between))), answer)
    })
  })
})
