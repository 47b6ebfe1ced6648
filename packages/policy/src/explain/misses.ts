/** Which elements of a statement failed, also those that nobody looked at because the action came first. */
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  Layer,
  PolicyDocument,
  PolicySource,
  Statement,
  StatementReport,
} from '../types.ts'
import { judge } from '../engine/engine.ts'
import type { Closed } from './obstacles.ts'
import { sourcesOf, type Traced } from './trace.ts'

/** An Allow and what it failed in: element names, and indexes of conditions. */
export interface Miss {
  readonly traced: Traced
  readonly statement: Statement
  /** With every element judged, the action's verdict apart. */
  readonly report: StatementReport
  readonly action: boolean
  readonly resource: boolean
  readonly principal: boolean
  readonly conditions: readonly number[]
  /** How many elements failed. */
  readonly failures: number
}

/** Statements looked at in one closed gate. Policies that hold more are of no help to a reader. */
const MAX_STATEMENTS = 32

/** The Allows of a closed gate that name the request's action or another of its service, least failures first. */
export function missesOf(request: AuthorizationRequest, gate: Closed): readonly Miss[] {
  const vendor = vendorOf(request.action)
  const allows = gate.statements.filter(({ statement }) => statement?.effect === 'Allow')
  const needed = allows.some(({ report, statement }) => !report.action && isNear(statement, vendor))
  const whole = needed ? judgeAnyAction(request, gate) : undefined
  const misses: Miss[] = []
  for (const [index, traced] of allows.entries()) {
    const { report, statement } = traced
    if (statement === undefined || !(report.action || isNear(statement, vendor))) continue
    misses.push(missOf(traced, statement, whole?.[index] ?? report))
    if (misses.length === MAX_STATEMENTS) break
  }
  return misses.sort((left, right) => left.failures - right.failures)
}

function missOf(traced: Traced, statement: Statement, report: StatementReport): Miss {
  const { action } = traced.report
  const resource = report.resource !== false
  const principal = report.principal !== 'none'
  const conditions: number[] = []
  for (const [index, { result }] of report.conditions.entries()) if (!result) conditions.push(index)
  const failures = Number(!action) + Number(!resource) + Number(!principal) + conditions.length
  return { traced, statement, report, action, resource, principal, conditions, failures }
}

/** The service prefix, lower case. */
export function vendorOf(action: string): string {
  return action.slice(0, Math.max(action.indexOf(':'), 0)).toLowerCase()
}

function isNear(statement: Statement | undefined, vendor: string): boolean {
  return statement !== undefined && statement.action.patterns.some((pattern) => vendorOf(pattern) === vendor)
}

/** What every Allow of the gate would say about its other elements, in their order. */
function judgeAnyAction(request: AuthorizationRequest, { layer, level }: Closed): readonly StatementReport[] {
  const sources = sourcesOf(request, layer, level).flatMap(({ id, document }): PolicySource[] =>
    'unreadable' in document ? [] : [{ id, document: anyAction(document) }],
  )
  const decision = judge({ ...request, policies: place(layer, sources) })
  return decision.layers.find(({ statements }) => statements.length > 0)?.statements ?? []
}

/** Layers without principals read their statements alike, so the identity layer stands for all of them. */
function place(layer: Layer, sources: readonly PolicySource[]): ApplicablePolicies {
  const nothing = { identity: [], scp: [], rcp: [] }
  const [source] = sources
  if (layer === 'rcp') return { ...nothing, rcp: [sources] }
  if (layer !== 'resource' && layer !== 'trust') return { ...nothing, identity: sources }
  return source === undefined ? nothing : { ...nothing, resource: { kind: layer, source } }
}

const probes = new WeakMap<PolicyDocument, PolicyDocument>()

/** The Allows of a document, each for every action. */
function anyAction(document: PolicyDocument): PolicyDocument {
  const known = probes.get(document)
  if (known !== undefined) return known
  const action = { negated: false, patterns: ['*'] }
  const statements = document.statements.filter(({ effect }) => effect === 'Allow').map((one) => ({ ...one, action }))
  const probe = { ...document, statements }
  probes.set(document, probe)
  return probe
}
