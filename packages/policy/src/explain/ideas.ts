/** Ideas read off one obstacle. Whether they help is for the replay to say. */
import { isSingle } from './replay/applyChanges.ts'
import type { AuthorizationRequest, Condition, DecidingStatement, PolicyVersion, Statement } from '../types.ts'
import { Attachment } from '../engine/attachment.ts'
import {
  type Idea,
  jointIdea,
  keyIdea,
  removalIdea,
  repairIdea,
  resourceIdea,
  statementIdea,
  valueIdea,
} from './idea.ts'
import { instanceOf } from './instance.ts'
import type { Miss } from './misses.ts'
import type { Closed, Denial } from './obstacles.ts'
import { type Proposal, proposalsFor } from './proposals.ts'
import { sourcesOf } from './trace.ts'
import { MAX_PATTERNS, traitsOf, vendorOf } from './traits.ts'
import { namesOf } from './wording.ts'

/** Conditions looked at in one statement. */
const MAX_CONDITIONS = 8

/** What would spare the caller a Deny: a condition turned over, an exempt resource or action, the statement removed. */
export function againstDeny(request: AuthorizationRequest, { denying }: Denial): readonly Idea[] {
  const { statement, report, source } = denying
  if (statement === undefined) return [repairIdea(report.statement)]
  const version = 'unreadable' in source.document ? '2012-10-17' : source.document.version
  const ideas: Idea[] = []
  const { conditions } = statement
  for (let index = 0; index < conditions.length && index < MAX_CONDITIONS; index += 1) {
    const condition = conditions[index]
    if (condition !== undefined) ideas.push(...keyIdeas(request, { statement, condition, version }, false))
  }
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
  const ideas: Idea[] = []
  for (const miss of misses) ideas.push(...mend(request, miss))
  const policyId = isSingle(layer) ? sourcesOf(request, layer)[0]?.id : undefined
  const place = { layer, level, policyId }
  if (layer !== 'resource' && layer !== 'trust') ideas.push(statementIdea(request, place))
  else for (const name of namesOf(request.principal)) ideas.push(statementIdea(request, place, name))
  return ideas
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
  const { statement } = miss
  const version = versionOf(miss)
  const byKey = new Map<string, readonly Idea[]>()
  for (let index = 0; index < miss.conditions.length && index < MAX_CONDITIONS; index += 1) {
    const condition = statement.conditions[miss.conditions[index] ?? -1]
    if (condition === undefined) continue
    const ideas = keyIdeas(request, { statement, condition, version }, true)
    const folded = condition.key.toLowerCase()
    const before = byKey.get(folded)
    byKey.set(folded, before === undefined ? ideas : [...before, ...ideas])
  }
  const [only = [], ...others] = byKey.values()
  if (others.length === 0) return only
  const together = [only, ...others].flatMap((ideas) => ideas.slice(0, 1))
  return together.length <= others.length ? [] : [jointIdea(together)]
}

/** A condition, and what it stands in. */
interface Clause {
  readonly statement: Statement
  readonly condition: Condition
  readonly version: PolicyVersion
}

/** Ideas that do not hang on the request: by whether the condition is wanted, and whether the request has its key. */
interface Lasting {
  readonly ideas: (readonly Idea[] | undefined)[]
}

const kept = new Attachment<Lasting | 'none'>()

/** Ways to turn one condition over, each an idea. */
function keyIdeas(request: AuthorizationRequest, clause: Clause, wanted: boolean): readonly Idea[] {
  const { condition } = clause
  const known = lastingOf(condition)
  const held = known === 'none' ? undefined : request.context.get(condition.key.toLowerCase())
  if (known === 'none' || held?.multi === true) return propose(request, clause, wanted).map(keyIdea)
  const which = (wanted ? 2 : 0) + (held === undefined || held.values.length === 0 ? 0 : 1)
  return (known.ideas[which] ??= propose(request, clause, wanted).map(keyIdea))
}

/** Only where one plain value stands against texts without variables. */
function lastingOf(condition: Condition): Lasting | 'none' {
  const before = kept.get(condition)
  if (before !== undefined) return before
  const { operator, quantifier, values } = condition
  const plain = operator !== 'Null' && quantifier === 'one' && !values.some((value) => value.includes('${'))
  const made = plain ? { ideas: [undefined, undefined, undefined, undefined] } : 'none'
  kept.set(condition, made)
  return made
}

function propose(
  { context }: AuthorizationRequest,
  { statement, condition, version }: Clause,
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
function otherActions({ action }: AuthorizationRequest, statement: Statement): readonly Idea[] {
  return traitsOf(statement).actions.get(vendorOf(action)) ?? []
}
