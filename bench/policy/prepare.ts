/** Turns the texts of the scenario into requests to the engine, and makes the smaller and the larger case. */
import assert from 'node:assert/strict'
import {
  type ApplicablePolicies,
  type Ask,
  type AuthorizationRequest,
  type Bundle,
  type ContextTemplate,
  type ContextValue,
  createEngine,
  type Engine,
  evaluate,
  type PolicySource,
  type Principal,
  requestContext,
} from '../../packages/policy/src/index.ts'
import { IDENTITY } from './identity.ts'
import { REQUESTS, type Row, SESSION_KEYS } from './requests.ts'
import { ACCOUNT, BOUNDARY, BUCKET_POLICY, RCP, SCP_ROOT, SCP_UNIT, SESSION, type Texts } from './scenario.ts'

/** A case, ready to run. */
export interface Case {
  readonly name: string
  readonly statements: number
  readonly bundle: Bundle
  /** Requests to the bundle, contexts made with the session's template. */
  readonly asks: readonly Ask[]
  /** The same, contexts made without a template. */
  readonly loose: readonly Ask[]
  /** The same as plain requests. */
  readonly requests: readonly AuthorizationRequest[]
  /** What each request adds to the session's template. */
  readonly entries: readonly (readonly (readonly [string, ContextValue])[])[]
  readonly template: ContextTemplate
}

const CALLER: Principal = {
  kind: 'assumedRole',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/analyst/ann`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/data/analyst`,
  roleId: 'AROAEXAMPLEEXAMPLEEXA',
  roleName: 'analyst',
  sessionName: 'ann',
}

const sourcesOf = (texts: Texts, engine: Engine): readonly PolicySource[] =>
  texts.map(([id, type, statements]) => {
    const document = engine.read(JSON.stringify({ Version: '2012-10-17', Statement: statements }), type)
    assert.ok(!('unreadable' in document), `${id}: ${'unreadable' in document ? document.unreadable : ''}`)
    return { id, document }
  })

const count = (policies: ApplicablePolicies): number =>
  [
    ...policies.rcp.flat(),
    ...policies.scp.flat(),
    ...policies.identity,
    ...(policies.session ?? []),
    ...(policies.boundary === undefined ? [] : [policies.boundary]),
    ...(policies.resource === undefined ? [] : [policies.resource.source]),
  ].reduce((sum, { document }) => sum + ('statements' in document ? document.statements.length : 0), 0)

function prepare(name: string, policies: ApplicablePolicies, rows: readonly Row[]): Case {
  const engine = createEngine()
  const { resource, ...own } = policies
  const bundle = engine.bundle(own)
  const template = bundle.template(requestContext(Object.entries(SESSION_KEYS)))
  const requests = rows.map((row): AuthorizationRequest => ({
    action: row.action,
    resource: row.resource,
    resourceAccount: ACCOUNT,
    principal: CALLER,
    context: requestContext([...Object.entries(SESSION_KEYS), ...Object.entries(row.context)]),
    policies: row.bucket === true ? policies : own,
  }))
  const entries = rows.map((row) => [...requestContext(Object.entries(row.context))])
  const asks = requests.map((request, index) => ({
    ...request,
    context: template.context(entries[index] ?? []),
    resourcePolicy:
      request.policies.resource === undefined || resource === undefined
        ? undefined
        : { kind: resource.kind, document: resource.source.document },
  }))
  const loose = asks.map((ask, index) => ({ ...ask, context: bundle.context(requests[index]?.context ?? new Map()) }))
  for (const [index, row] of rows.entries()) {
    const [request, ask, other] = [requests[index], asks[index], loose[index]]
    assert.ok(request && ask && other)
    for (const { outcome, layer } of [
      evaluate(request),
      engine.decide(request),
      engine.judge(request),
      bundle.decide(ask),
      bundle.decide(other),
    ])
      assert.equal(layer === undefined ? outcome : `${outcome}:${layer}`, row.expect, `${row.action} ${row.resource}`)
  }
  return { name, statements: count(policies), bundle, asks, loose, requests, entries, template }
}

/** Seven layers, 53 statements, sixteen requests. */
export function moderate(): Case {
  const engine = createEngine()
  const [boundary] = sourcesOf(BOUNDARY, engine)
  const [bucket] = sourcesOf(BUCKET_POLICY, engine)
  assert.ok(boundary && bucket)
  const policies = {
    rcp: [sourcesOf(RCP, engine)],
    scp: [sourcesOf(SCP_ROOT, engine), sourcesOf(SCP_UNIT, engine)],
    identity: sourcesOf(IDENTITY, engine),
    boundary,
    session: sourcesOf(SESSION, engine),
    resource: { kind: 'resource', source: bucket },
  } as const
  return prepare('7 layers, 53 statements', policies, REQUESTS)
}

/** One identity policy of three statements, as a small service has. */
export function small(): Case {
  const statements = [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::lake-raw/*' },
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: `arn:aws:sqs:*:${ACCOUNT}:data-*`,
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
    { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::lake-raw/payroll/*' },
  ]
  const identity = sourcesOf([['inline:own', 'identity', statements]], createEngine())
  const expected: Readonly<Record<string, string>> = { 's3:PutObject': 'allowed', 'sqs:SendMessage': 'allowed' }
  const rows = REQUESTS.slice(0, 10).map((row) => ({
    ...row,
    bucket: false,
    expect:
      row.resource.includes('payroll') && row.action.startsWith('s3')
        ? 'explicitDeny:identity'
        : row.resource.startsWith('arn:aws:s3:::lake-curated')
          ? 'implicitDeny:identity'
          : row.action === 's3:GetObject'
            ? 'allowed'
            : (expected[row.action] ?? 'implicitDeny:identity'),
  }))
  return prepare('1 layer, 3 statements', { identity, scp: [], rcp: [] }, rows)
}

/** The seven layers with ten more identity policies of fifty buckets each, of which the requests ask for some. */
export function large(): Case {
  const engine = createEngine()
  const bucket = (number: number): string => `arn:aws:s3:::tenant-${String(number).padStart(4, '0')}`
  const extra: Texts = Array.from({ length: 10 }, (_, policy) => [
    `arn:aws:iam::${ACCOUNT}:policy/tenants-${policy}`,
    'identity',
    Array.from({ length: 45 }, (_unused, index) => {
      const number = policy * 45 + index
      return index % 5 === 4
        ? { Effect: 'Deny', Action: 's3:*', Resource: `${bucket(number)}/locked/*` }
        : {
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
            Resource: [bucket(number), `${bucket(number)}/*`],
            ...(index % 3 === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/team': ['blue', 'green'] } } } : {}),
          }
    }),
  ])
  const [boundary] = sourcesOf(BOUNDARY, engine)
  const [bucketPolicy] = sourcesOf(BUCKET_POLICY, engine)
  assert.ok(boundary && bucketPolicy)
  const tenants: readonly Row[] = REQUESTS.map((row, index) => {
    if (index % 2 === 0 || !row.action.startsWith('s3:')) return row
    const number = 17 + index * 45
    return {
      ...row,
      action: 's3:GetObject',
      resource: `${bucket(number)}/data/x.csv`,
      bucket: false,
      expect: 'implicitDeny:session',
    }
  })
  const policies = {
    rcp: [sourcesOf(RCP, engine)],
    scp: [sourcesOf(SCP_ROOT, engine), sourcesOf(SCP_UNIT, engine)],
    identity: [...sourcesOf(IDENTITY, engine), ...sourcesOf(extra, engine)],
    boundary,
    session: sourcesOf(SESSION, engine),
    resource: { kind: 'resource', source: bucketPolicy },
  } as const
  return prepare('7 layers, 503 statements', policies, tenants)
}
