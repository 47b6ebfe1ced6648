/** One statement against one request. Three-valued: what cannot be evaluated denies, and does not allow (rule 0.8). */
import type {
  AuthorizationRequest,
  ConditionReport,
  Layer,
  PatternSet,
  PolicyDocument,
  PolicySource,
  PrincipalMatch,
  Statement,
  StatementReport,
} from '../types.ts'
import { judgeCondition } from './condition.ts'
import { isSpared, matchPrincipal } from './principal.ts'
import { matches, type Reading } from './template.ts'

/** Where a policy stands. `level` numbers the levels of SCPs and RCPs. */
export interface Position {
  readonly layer: Layer
  readonly level?: number
}

/** Layers whose statements must name the caller; elsewhere a Principal element has no meaning. */
const NAMES_PRINCIPALS: ReadonlySet<Layer> = new Set<Layer>(['resource', 'trust', 'rcp'])
/** Layers in which a short ARN stands for all that it begins (rule 2.1; SCPs by analogy). */
const PADS_ARNS: ReadonlySet<Layer> = new Set<Layer>(['identity', 'boundary', 'session', 'scp'])

type Finding<T> = { readonly value: T; readonly holds: boolean; readonly unevaluable?: string }

/** What `statement` of `source` does to the request. */
export function judgeStatement(
  statement: Statement,
  request: AuthorizationRequest,
  {
    source,
    document,
    position,
  }: { readonly source: PolicySource; readonly document: PolicyDocument; readonly position: Position },
): StatementReport {
  const { effect, index, span, sid } = statement
  const named = { ...describeSource(source, position), effect, index, span, ...(sid === undefined ? {} : { sid }) }
  if (!matchesAction(statement.action, request.action))
    return { statement: named, applies: false, action: false, conditions: [] }
  const resource = judgeResource(statement, request, { document, layer: position.layer })
  const principal = judgePrincipal(statement, request, position.layer)
  const conditions = statement.conditions.map((one) => judgeCondition(one, request.context, document.version))
  const unevaluable = [resource.unevaluable, principal.unevaluable, ...conditions.map(reason)].find(Boolean)
  const failed = [resource, principal].some(isFalse) || conditions.some((one) => !one.report.result && !one.unevaluable)
  return {
    statement: named,
    applies: !failed && (unevaluable === undefined || effect === 'Deny'),
    action: true,
    ...(position.layer === 'trust' ? {} : { resource: resource.value }),
    ...(NAMES_PRINCIPALS.has(position.layer) ? { principal: principal.value } : {}),
    conditions: conditions.map(({ report }): ConditionReport => report),
    ...(unevaluable === undefined ? {} : { unevaluable }),
  }
}

/** The part of a report that says which policy, and where. */
export function describeSource(
  { id, version, attachedTo }: PolicySource,
  { layer, level }: Position,
): Pick<StatementReport['statement'], 'layer' | 'level' | 'policyId' | 'version' | 'attachedTo'> {
  return {
    layer,
    policyId: id,
    ...(level === undefined ? {} : { level }),
    ...(version === undefined ? {} : { version }),
    ...(attachedTo === undefined ? {} : { attachedTo }),
  }
}

function isFalse(finding: Finding<unknown>): boolean {
  return !finding.holds && finding.unevaluable === undefined
}

function reason({ report, unevaluable }: ReturnType<typeof judgeCondition>): string | undefined {
  return unevaluable ? `condition ${report.operator} on ${report.key}: ${report.why}` : undefined
}

const NO_CONTEXT: Reading = { context: new Map(), variables: false, wildcards: true, arn: false }

/** ASCII only: no other letter may turn into one of an action's. */
function foldAction(text: string): string {
  return /[^!-~]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase()
}

/** Actions ignore case and know no variables; nothing is trimmed (rule 2.1). */
function matchesAction({ negated, patterns }: PatternSet, action: string): boolean {
  const folded = foldAction(action)
  return patterns.some((pattern) => matches(foldAction(pattern), folded, NO_CONTEXT) === true) !== negated
}

/** A pattern with an unresolved variable matches nothing, so NotResource excludes nothing with it (rule 2.1). */
function judgeResource(
  { resource: set }: Statement,
  { resource, context }: AuthorizationRequest,
  { document, layer }: { readonly document: PolicyDocument; readonly layer: Layer },
): Finding<boolean> {
  if (layer === 'trust') return { value: true, holds: true }
  if (set === undefined) return { value: false, holds: false, unevaluable: 'no Resource' }
  const reading: Reading = { context, variables: document.version === '2012-10-17', wildcards: true, arn: true }
  const verdicts = set.patterns.map((text) => matches(PADS_ARNS.has(layer) ? pad(text) : text, resource, reading))
  const some = verdicts.includes(true)
  const value = some !== set.negated
  if (!some && verdicts.includes('malformed')) return { value, holds: false, unevaluable: 'malformed Resource' }
  return { value, holds: value }
}

/** `arn:aws:sqs:us-east-1` means `arn:aws:sqs:us-east-1:*:*`. */
function pad(text: string): string {
  const missing = text === '*' ? 0 : 6 - text.split(':').length
  return missing > 0 ? text + ':*'.repeat(missing) : text
}

function judgePrincipal(statement: Statement, request: AuthorizationRequest, layer: Layer): Finding<PrincipalMatch> {
  const { principal: set, effect } = statement
  if (!NAMES_PRINCIPALS.has(layer)) {
    if (set === undefined) return { value: 'direct', holds: true }
    return { value: 'none', holds: false, unevaluable: 'Principal in a policy that names none' }
  }
  if (set === undefined) return { value: 'none', holds: false }
  if (set.negated) {
    if (effect === 'Allow') return { value: 'none', holds: false, unevaluable: 'Allow with NotPrincipal' }
    const hit = !isSpared(set, request)
    return { value: hit ? 'direct' : 'none', holds: hit }
  }
  // In a trust policy {"AWS":"*"} opens the role to accounts; identity providers and services must be named themselves.
  const { kind } = request.principal
  const onlyNamed = layer === 'trust' && effect === 'Allow' && (kind === 'federated' || kind === 'service')
  const value = matchPrincipal(onlyNamed ? { ...set, everyone: false, aws: [] } : set, request.principal)
  return { value, holds: value !== 'none' }
}
