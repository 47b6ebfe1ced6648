/** Ideas read off one obstacle. Whether they help is for the replay to say. */
import type { AuthorizationRequest, Condition, DecidingStatement, PolicyVersion, Statement } from '../types.ts'
import {
  actionIdea,
  contextIdea,
  type Idea,
  removalIdea,
  repairIdea,
  resourceIdea,
  statementIdea,
  valueIdea,
} from './idea.ts'
import { instanceOf } from './instance.ts'
import { type Miss, vendorOf } from './misses.ts'
import type { Closed, Denial } from './obstacles.ts'
import { type Proposal, proposalsFor } from './proposals.ts'
import { sourcesOf } from './trace.ts'
import { namesOf } from './wording.ts'

/** Patterns of one element that are tried. */
const MAX_PATTERNS = 2
/** Conditions looked at in one statement. */
const MAX_CONDITIONS = 8

/** What would spare the caller a Deny: a condition turned over, an exempt resource or action, the statement removed. */
export function againstDeny(request: AuthorizationRequest, { denying }: Denial): readonly Idea[] {
  const { statement, report, source } = denying
  if (statement === undefined) return [repairIdea(report.statement)]
  const version = 'unreadable' in source.document ? '2012-10-17' : source.document.version
  const ideas: Idea[] = []
  for (const condition of statement.conditions.slice(0, MAX_CONDITIONS))
    for (const proposal of propose(request, { statement, condition, version }, false))
      ideas.push(contextIdea([proposal]))
  if (statement.resource?.negated === true) ideas.push(...otherResources(request, statement, version))
  if (statement.action.negated) ideas.push(...otherActions(request, statement))
  ideas.push(removalIdea(report.statement))
  return ideas
}

/** What would open a gate: an Allow that all but matches, or a new one. */
export function againstGate(
  request: AuthorizationRequest,
  { layer, level }: Closed,
  misses: readonly Miss[],
): readonly Idea[] {
  const ideas = misses.flatMap((miss) => mend(request, miss))
  const single = layer === 'boundary' || layer === 'resource' || layer === 'trust'
  const policyId = single ? sourcesOf(request, layer)[0]?.id : undefined
  const place = { layer, level, policyId }
  if (layer !== 'resource' && layer !== 'trust') return [...ideas, statementIdea(request, place)]
  return [...ideas, ...namesOf(request.principal).map((name) => statementIdea(request, place, name))]
}

/** What would make one Allow match. */
function mend(request: AuthorizationRequest, miss: Miss): readonly Idea[] {
  const { statement, action, resource, principal, conditions, failures } = miss
  if (conditions.length === failures) return mendConditions(request, miss)
  if (failures > 1) return []
  const named = miss.traced.report.statement
  if (!action) {
    const ideas = otherActions(request, statement)
    return statement.action.negated ? ideas : [...valueIdeas(named, 'Action', { value: request.action }), ...ideas]
  }
  if (!resource && statement.resource?.negated === false) {
    const ideas = otherResources(request, statement, versionOf(miss))
    return [...valueIdeas(named, 'Resource', { value: request.resource }), ...ideas]
  }
  if (!principal && statement.principal?.negated === false)
    return namesOf(request.principal).map((name) => valueIdea(named, 'Principal', name))
  return []
}

/** AWS's own managed policies are the same for everybody: nobody can add to one. */
const AWS_MANAGED = /^arn:[a-z-]+:iam::aws:policy\//

function valueIdeas(
  named: DecidingStatement,
  element: 'Action' | 'Resource',
  value: { readonly value: string },
): readonly Idea[] {
  return AWS_MANAGED.test(named.policyId) ? [] : [valueIdea(named, element, value)]
}

function versionOf({ traced: { source } }: Miss): PolicyVersion {
  return 'unreadable' in source.document ? '2012-10-17' : source.document.version
}

/** Failed conditions on one key are mended by one change, those on several keys by as many. */
function mendConditions(request: AuthorizationRequest, miss: Miss): readonly Idea[] {
  const byKey = new Map<string, Proposal[]>()
  for (const index of miss.conditions.slice(0, MAX_CONDITIONS)) {
    const condition = miss.statement.conditions[index]
    if (condition === undefined) continue
    const found = propose(request, { statement: miss.statement, condition, version: versionOf(miss) }, true)
    const folded = condition.key.toLowerCase()
    byKey.set(folded, [...(byKey.get(folded) ?? []), ...found])
  }
  const groups = [...byKey.values()]
  const [only] = groups
  if (groups.length === 1 && only !== undefined) return only.map((proposal) => contextIdea([proposal]))
  const together = groups.flatMap(([first]) => (first === undefined ? [] : [first]))
  return together.length === 0 || together.length < groups.length ? [] : [contextIdea(together)]
}

function propose(
  { context }: AuthorizationRequest,
  {
    statement,
    condition,
    version,
  }: { readonly statement: Statement; readonly condition: Condition; readonly version: PolicyVersion },
  wanted: boolean,
): readonly Proposal[] {
  return proposalsFor({ condition, wanted, version, context, siblings: statement.conditions })
}

/** Resources that the element lists, as near to the request's as may be. */
function otherResources(
  request: AuthorizationRequest,
  { resource }: Statement,
  version: PolicyVersion,
): readonly Idea[] {
  const given = {
    context: request.context,
    variables: version === '2012-10-17',
    wildcards: true,
    near: request.resource,
  }
  const found = (resource?.patterns ?? []).slice(0, MAX_PATTERNS).map((pattern) => instanceOf(pattern, given))
  return found.flatMap((text) => (text === undefined || text === request.resource ? [] : [resourceIdea(text)]))
}

/** Actions of the same service that the element lists one by one. */
function otherActions(request: AuthorizationRequest, { action }: Statement): readonly Idea[] {
  const vendor = vendorOf(request.action)
  return action.patterns
    .filter((pattern) => vendorOf(pattern) === vendor && !/[*?]/.test(pattern))
    .slice(0, MAX_PATTERNS)
    .map(actionIdea)
}
