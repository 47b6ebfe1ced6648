/** Requests as case rows write them. */
import assert from 'node:assert/strict'
import {
  type ApplicablePolicies,
  type AuthorizationRequest,
  type Decision,
  parsePolicy,
  type PolicyDocument,
  type PolicySource,
  type PolicyType,
  type Principal,
  requestContext,
} from '../src/index.ts'
import { ACCOUNT, PRINCIPALS } from './fixtures.ts'

/** A document from its JSON, or from its statements alone (version 2012-10-17). */
function document(json: unknown, type: PolicyType): PolicyDocument {
  const whole = Array.isArray(json) ? { Version: '2012-10-17', Statement: json } : json
  const result = parsePolicy(asciiJson(whole), type)
  assert.ok(result.ok, result.ok ? '' : `${result.faults[0]?.path}: ${result.faults[0]?.detail}`)
  return result.policy
}

/** JSON with escapes for what a policy text may not hold raw. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function source(json: unknown, type: PolicyType, id: string): PolicySource {
  return json === 'unreadable' ? { id, document: { unreadable: 'test' } } : { id, document: document(json, type) }
}

export function outcomeOf({ outcome, layer }: Decision): string {
  return layer === undefined ? outcome : `${outcome}:${layer}`
}

export const USER: Principal = PRINCIPALS['user'] ?? assert.fail('no fixture')

/** A request with defaults: a user reads an object of its own account. */
export function request(
  changes: Partial<AuthorizationRequest>,
  policies: Partial<ApplicablePolicies>,
): AuthorizationRequest {
  const base = {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: ACCOUNT,
    principal: USER,
    context: new Map(),
  }
  return { ...base, ...changes, policies: { identity: [], scp: [], rcp: [], ...policies } }
}

export interface DecisionRow {
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
  readonly resourceAccount?: string
  readonly context?: Record<string, string | readonly string[]>
  readonly identity?: readonly unknown[]
  readonly boundary?: unknown
  readonly session?: readonly unknown[]
  readonly sessionLimitsDirectGrant?: boolean
  readonly scp?: readonly (readonly unknown[])[]
  readonly rcp?: readonly (readonly unknown[])[]
  readonly trust?: unknown
  readonly protectedBy?: unknown
  readonly expect: string
  /** `layer:policy#statement` of each deciding statement. */
  readonly deciding?: readonly string[]
}

export function sources(list: readonly unknown[], type: PolicyType): PolicySource[] {
  return list.map((json, index) => source(json, type, `${type}${index}`))
}

/** The request of a row, policies written out. */
export function requestOf(row: Omit<DecisionRow, 'expect'>): AuthorizationRequest {
  const { boundary, session, trust, protectedBy } = row
  const changes = {
    ...(row.action === undefined ? {} : { action: row.action }),
    ...(row.resource === undefined ? {} : { resource: row.resource }),
    ...(row.resourceAccount === undefined ? {} : { resourceAccount: row.resourceAccount }),
    principal: PRINCIPALS[row.principal ?? 'user'] ?? USER,
    context: requestContext(Object.entries(row.context ?? {})),
  }
  const protecting =
    trust === undefined ? ({ kind: 'resource', json: protectedBy } as const) : ({ kind: 'trust', json: trust } as const)
  return request(changes, {
    identity: sources(row.identity ?? [], 'identity'),
    scp: (row.scp ?? []).map((level) => sources(level, 'scp')),
    rcp: (row.rcp ?? []).map((level) => sources(level, 'rcp')),
    ...(boundary === undefined ? {} : { boundary: source(boundary, 'boundary', 'boundary') }),
    ...(session === undefined ? {} : { session: sources(session, 'session') }),
    ...(row.sessionLimitsDirectGrant === undefined ? {} : { sessionLimitsDirectGrant: row.sessionLimitsDirectGrant }),
    ...(protecting.json === undefined
      ? {}
      : { resource: { kind: protecting.kind, source: source(protecting.json, protecting.kind, protecting.kind) } }),
  })
}
