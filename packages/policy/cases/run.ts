/** How each kind of case row is asked and compared. */
import assert from 'node:assert/strict'
import {
  canonicalPolicy,
  type Decision,
  decide,
  evaluate,
  judge,
  parsePolicy,
  type PolicyType,
  requestContext,
} from '../src/index.ts'
import type { AuthorizationRequest, PolicySource } from '../src/index.ts'
import { scanJson } from '../src/document/json.ts'
import { type DifferentialRow, requestOf as revived } from '../differential/row.ts'
import { runAnalysis } from './analysis.ts'
import { runExplain } from './explain.ts'
import { ACCOUNT, ALLOW_ALL, DENY_ALL, FULL_RCP, GRANTEES, OTHER_ACCOUNT, PRINCIPALS } from './fixtures.ts'
import { type DecisionRow, outcomeOf, request, requestOf, source, USER } from './requests.ts'

/** One file below cases/. */
export interface CaseFile {
  readonly kind: keyof typeof RUNNERS
  readonly generated?: boolean
  readonly rule: string
  readonly rows: readonly ({ readonly id: string } & Record<string, unknown>)[]
}

type Json = Record<string, unknown>

/** Asks one row; throws an assertion error that names it. */
export function runRow(kind: keyof typeof RUNNERS, row: CaseFile['rows'][number], name: string): void {
  RUNNERS[kind](row as never, name)
}

/** What the reference says, after the compiled engine was found to say the same, reasons included. */
function decisionOf(asked: AuthorizationRequest, name: string): Decision {
  const expected = evaluate(asked)
  assert.deepStrictEqual(judge(asked), expected, `${name}: compiled engine, reports`)
  const { allowed, outcome, layer } = decide(asked)
  assert.deepEqual(
    [allowed, outcome, layer],
    [expected.allowed, expected.outcome, expected.layer],
    `${name}: compiled engine`,
  )
  return expected
}

/** Whether a single statement applies: as Allow alone, and as Deny on top of everything. */
function applies(
  statement: Json,
  changes: Partial<AuthorizationRequest>,
  { name, version = '2012-10-17' }: { readonly name: string; readonly version?: string | undefined },
): { allow: boolean; deny: boolean } {
  const policy = (...statements: Json[]): PolicySource =>
    source({ Version: version, Statement: statements }, 'identity', 'p')
  const ask = (...statements: Json[]): Decision =>
    decisionOf(request(changes, { identity: [policy(...statements)] }), name)
  const allow = ask({ ...statement, Effect: 'Allow' })
  const deny = ask({ ...statement, Effect: 'Deny' }, ALLOW_ALL)
  return { allow: allow.allowed, deny: deny.outcome === 'explicitDeny' }
}

interface ConditionRow {
  readonly operator: string
  readonly values: unknown
  readonly actual: null | string | { readonly values: readonly string[]; readonly multi: boolean }
  readonly allow: boolean
  readonly deny?: boolean
}

/** `actual` is the key test:key; `deny` defaults to `allow`. */
function runCondition(row: ConditionRow, name: string): void {
  const held = typeof row.actual === 'string' ? { values: [row.actual], multi: false } : row.actual
  const context = new Map(held === null ? [] : [['test:key', held]])
  const statement = { Action: '*', Resource: '*', Condition: { [row.operator]: { 'test:Key': row.values } } }
  assert.deepEqual(applies(statement, { context }, { name }), { allow: row.allow, deny: row.deny ?? row.allow }, name)
}

interface MatchRow {
  readonly statement: Json
  readonly version?: string
  readonly action?: string
  readonly resource?: string
  readonly context?: Record<string, string | readonly string[]>
  readonly match: boolean
}

/** One statement (Action and Resource default to `*`) against one action and resource. */
function runMatch({ statement, version, action, resource, context, match }: MatchRow, name: string): void {
  const defaults = {
    ...('NotAction' in statement ? {} : { Action: '*' }),
    ...('NotResource' in statement ? {} : { Resource: '*' }),
  }
  const changes = {
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    context: requestContext(Object.entries(context ?? {})),
  }
  assert.deepEqual(
    applies({ ...defaults, ...statement }, changes, { name, version }),
    { allow: match, deny: match },
    name,
  )
}

interface DocumentRow {
  readonly type: PolicyType
  readonly text?: string
  readonly document?: unknown
  readonly managed?: boolean
  /** True, or AWS's sentence. */
  readonly ok: true | string
}

function runDocument({ type, text, document: json, managed = false, ok }: DocumentRow, name: string): void {
  const written = text ?? JSON.stringify(Array.isArray(json) ? { Version: '2012-10-17', Statement: json } : json)
  const result = parsePolicy(written, type, { managed })
  const found = result.ok || result.faults[0]?.message
  assert.equal(found, ok, `${name}: ${result.ok ? '' : result.faults[0]?.detail}`)
  if (!result.ok) return
  const again = parsePolicy(canonicalPolicy(result.policy), type)
  assert.ok(again.ok, `${name}: canonical text parses`)
  assert.equal(canonicalPolicy(again.policy), canonicalPolicy(result.policy), name)
}

interface JsonRow {
  readonly text: string
  readonly ok: boolean
}

function runJson({ text, ok }: JsonRow, name: string): void {
  assert.equal('kind' in scanJson(text), ok, name)
}

/** A whole request and its decision. */
function runDecision(row: DecisionRow, name: string): void {
  const decision = decisionOf(requestOf(row), name)
  assert.equal(outcomeOf(decision), row.expect, name)
  if (row.deciding === undefined) return
  const deciding = decision.deciding.map(({ layer, policyId, index }) => `${layer}:${policyId}#${index ?? '-'}`)
  assert.deepEqual(deciding, row.deciding, name)
}

interface GrantRow {
  readonly caller: string
  readonly names: string
  readonly gates: string
  readonly protecting: 'resource' | 'trust'
  readonly foreign: boolean
  readonly denyIn: string | null
  readonly expect: string
}

/** A row of the grant tables: gates are A, X or -, `denyIn` adds an explicit Deny to that layer. */
function runGrant({ caller, names, gates, protecting, foreign, denyIn, expect }: GrantRow, name: string): void {
  const trust = protecting === 'trust'
  const gate = (letter: string | undefined, layer: string): readonly Json[] => [
    ...(letter === 'A' ? [ALLOW_ALL] : letter === 'X' ? [{ ...ALLOW_ALL, Action: 'other:Thing' }] : []),
    ...(denyIn === layer ? [DENY_ALL] : []),
  ]
  const optional = (letter: string | undefined, layer: 'boundary' | 'session'): PolicySource[] => {
    const statements = gate(letter, layer)
    return statements.length === 0 ? [] : [source(statements, layer, layer)]
  }
  const named = GRANTEES[names] ?? assert.fail(names)
  const onResource = trust ? { Action: 'sts:AssumeRole' } : { Action: '*', Resource: '*' }
  const own = [{ Effect: 'Allow', Principal: named, ...onResource }]
  const denial = denyIn === protecting ? [{ Effect: 'Deny', Principal: { AWS: '*' }, ...onResource }] : []
  const identity = gate(gates[0], 'identity')
  const [boundary] = optional(gates[1], 'boundary')
  const session = optional(gates[2], 'session')
  const scp = denyIn === 'scp' ? [ALLOW_ALL, DENY_ALL] : [ALLOW_ALL]
  const rcp = denyIn === 'rcp' ? [FULL_RCP, { ...DENY_ALL, Principal: '*' }] : [FULL_RCP]
  const asked = request(
    {
      principal: PRINCIPALS[caller] ?? USER,
      action: trust ? 'sts:AssumeRole' : 's3:GetObject',
      resource: trust ? `arn:aws:iam::${ACCOUNT}:role/Target` : 'arn:aws:s3:::b/k',
      resourceAccount: foreign ? OTHER_ACCOUNT : ACCOUNT,
    },
    {
      identity: identity.length === 0 ? [] : [source(identity, 'identity', 'identity')],
      ...(boundary === undefined ? {} : { boundary }),
      ...(session.length === 0 ? {} : { session }),
      scp: [[source(scp, 'scp', 'scp')]],
      rcp: [[source(rcp, 'rcp', 'rcp')]],
      resource: { kind: protecting, source: source([...own, ...denial], protecting, protecting) },
    },
  )
  assert.equal(outcomeOf(decisionOf(asked, name)), expect, name)
}

/** A case that random testing found. */
function runDifferential({ request, expect }: DifferentialRow, name: string): void {
  assert.equal(outcomeOf(decisionOf(revived(request), name)), expect, name)
}

const RUNNERS = {
  condition: runCondition,
  match: runMatch,
  document: runDocument,
  json: runJson,
  decision: runDecision,
  explain: runExplain,
  differential: runDifferential,
  grant: runGrant,
  analysis: runAnalysis,
}
