/** Statements one element away from deciding otherwise. */
import type { AuthorizationRequest, ConditionReport, Decision, PatternSet, PrincipalSet } from '../types.ts'
import { type ElementName, MAX_NEAR_MISSES, type NearMiss } from './explanation.ts'
import { keyRank } from './keys.ts'
import type { Miss } from './misses.ts'
import type { Denial, Obstacle } from './obstacles.ts'
import { namesOf } from './wording.ts'

/** Lists of values longer than this are cut. */
const MAX_EXPECTED = 20

interface Ranked {
  readonly near: NearMiss
  readonly rank: number
}

/**
 * For an explicit deny the elements of the Deny statements of the responsible layer, any one of which could have spared
 * the caller; for an implicit deny the Allows of its gates that failed one element. Most useful first.
 */
export function nearMissesOf(
  request: AuthorizationRequest,
  decision: Decision,
  found: { readonly obstacles: readonly Obstacle[]; readonly misses: readonly Miss[] },
): readonly NearMiss[] {
  const ranked =
    decision.outcome === 'explicitDeny'
      ? found.obstacles.flatMap((obstacle) =>
          obstacle.kind === 'deny' && obstacle.layer === decision.layer ? ofDeny(request, obstacle) : [],
        )
      : found.misses.flatMap((miss) => ofMiss(request, miss))
  return ranked
    .sort((left, right) => left.rank - right.rank)
    .slice(0, MAX_NEAR_MISSES)
    .map(({ near }) => near)
}

function ofMiss(request: AuthorizationRequest, miss: Miss): readonly Ranked[] {
  if (miss.failures !== 1) return []
  const [index] = miss.conditions
  if (index !== undefined) return ofCondition(miss, miss.report.conditions[index], index)
  const element = miss.action ? (miss.resource ? 'Principal' : 'Resource') : 'Action'
  return [{ near: describe(request, element, miss), rank: RANKS[element] }]
}

/** Principals and resources first: they are what people get wrong. */
const RANKS = { Principal: 3, Resource: 4, Action: 5 } as const

type Subject = Pick<Miss, 'traced' | 'statement'>

function ofCondition(
  { traced, statement }: Subject,
  condition: ConditionReport | undefined,
  index: number,
): readonly Ranked[] {
  if (condition === undefined) return []
  const span = statement.conditions[index]?.span
  const near: NearMiss = {
    statement: traced.report.statement,
    element: 'Condition',
    expected: condition.expected.slice(0, MAX_EXPECTED),
    actual: condition.actual ?? [],
    condition,
    ...(span === undefined ? {} : { span }),
  }
  return [{ near, rank: keyRank(condition.key) / 4 }]
}

function ofDeny(request: AuthorizationRequest, { denying }: Denial): readonly Ranked[] {
  const { statement, report } = denying
  if (statement === undefined) return []
  const subject = { traced: denying, statement }
  const conditions = report.conditions.flatMap((condition, index) => ofCondition(subject, condition, index))
  const elements: ('Principal' | 'Resource' | 'Action')[] = []
  if (report.principal !== undefined && !namesEveryone(statement.principal)) elements.push('Principal')
  if (statement.resource !== undefined && !isEverything(statement.resource)) elements.push('Resource')
  if (!isEverything(statement.action)) elements.push('Action')
  return [
    ...conditions,
    ...elements.map((element) => ({ near: describe(request, element, subject), rank: RANKS[element] })),
  ]
}

function isEverything({ negated, patterns }: PatternSet): boolean {
  return !negated && patterns.includes('*')
}

function namesEveryone(set: PrincipalSet | undefined): boolean {
  return set !== undefined && !set.negated && (set.everyone || set.aws.includes('*'))
}

function describe(
  { action, resource, principal }: AuthorizationRequest,
  element: 'Action' | 'Resource' | 'Principal',
  { traced, statement }: Subject,
): NearMiss {
  const named = traced.report.statement
  const name = (negated: boolean | undefined): ElementName => (negated === true ? `Not${element}` : element)
  if (element === 'Principal') {
    const expected = principalValues(statement.principal).slice(0, MAX_EXPECTED)
    const actual = namesOf(principal).map(({ type, value }) => `${type}:${value}`)
    return { statement: named, element: name(statement.principal?.negated), expected, actual }
  }
  const set = element === 'Action' ? statement.action : statement.resource
  const actual = [element === 'Action' ? action : resource]
  return {
    statement: named,
    element: name(set?.negated),
    expected: (set?.patterns ?? []).slice(0, MAX_EXPECTED),
    actual,
  }
}

function principalValues(set: PrincipalSet | undefined): readonly string[] {
  if (set === undefined) return []
  const typed = (type: string, values: readonly string[]): string[] => values.map((value) => `${type}:${value}`)
  return [
    ...(set.everyone ? ['*'] : []),
    ...typed('AWS', set.aws),
    ...typed('Service', set.service),
    ...typed('Federated', set.federated),
    ...typed('CanonicalUser', set.canonicalUser),
  ]
}
