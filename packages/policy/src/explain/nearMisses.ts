/** Statements one element away from deciding otherwise. */
import type { AuthorizationRequest, Decision, PatternSet, PrincipalSet } from '../types.ts'
import { MAX_NEAR_MISSES, type NearMiss } from './explanation.ts'
import { inOrder } from './inOrder.ts'
import type { Miss } from './misses.ts'
import type { Denial, Obstacle } from './obstacles.ts'
import { traitsOf } from './traits.ts'
import { namesOf } from './wording.ts'

/** Lists of values longer than this are cut. */
const MAX_EXPECTED = 20

interface Ranked {
  readonly near: NearMiss
  readonly rank: number
}

/**
 * For an explicit deny: the elements of the Deny statements of the responsible layer, any one of which could have spared the
 * caller. Most useful first.
 */
export function nearDenies(
  request: AuthorizationRequest,
  obstacles: readonly Obstacle[],
  { layer }: Decision,
): readonly NearMiss[] {
  const ranked: Ranked[] = []
  for (const obstacle of obstacles)
    if (obstacle.kind === 'deny' && obstacle.layer === layer) addDeny(request, obstacle, ranked)
  return best(ranked)
}

/** For an implicit deny: those of its gates' Allows that failed one element. Most useful first. */
export function nearAllows(request: AuthorizationRequest, misses: readonly Miss[]): readonly NearMiss[] {
  const ranked: Ranked[] = []
  for (const miss of misses) addMiss(request, miss, ranked)
  return best(ranked)
}

function best(ranked: Ranked[]): readonly NearMiss[] {
  const sorted = inOrder(ranked, ({ rank }) => rank)
  return (sorted.length > MAX_NEAR_MISSES ? sorted.slice(0, MAX_NEAR_MISSES) : sorted).map(({ near }) => near)
}

function addMiss(request: AuthorizationRequest, miss: Miss, ranked: Ranked[]): void {
  if (miss.failures !== 1) return
  const [index] = miss.conditions
  if (index !== undefined) addCondition(miss, index, ranked)
  else ranked.push(describe(request, miss.action ? (miss.resource ? 'Principal' : 'Resource') : 'Action', miss))
}

/** Principals and resources first: they are what people get wrong. */
const RANKS = { Principal: 3, Resource: 4, Action: 5 } as const

type Subject = Pick<Miss, 'traced' | 'statement'>

function addCondition({ traced, statement }: Subject, index: number, ranked: Ranked[]): void {
  const condition = traced.report.conditions[index]
  if (condition === undefined) return
  const near: NearMiss = {
    statement: traced.report.statement,
    element: 'Condition',
    expected: cut(condition.expected),
    actual: condition.actual ?? [],
    condition,
  }
  const span = statement.conditions[index]?.span
  const rank = (traitsOf(statement).ranks[index] ?? 0) / 4
  ranked.push({ near: span === undefined ? near : { ...near, span }, rank })
}

function addDeny(request: AuthorizationRequest, { denying }: Denial, ranked: Ranked[]): void {
  const { statement, report } = denying
  if (statement === undefined) return
  const subject = { traced: denying, statement }
  for (let index = 0; index < report.conditions.length; index += 1) addCondition(subject, index, ranked)
  if (report.principal !== undefined && !namesEveryone(statement.principal))
    ranked.push(describe(request, 'Principal', subject))
  if (statement.resource !== undefined && !isEverything(statement.resource))
    ranked.push(describe(request, 'Resource', subject))
  if (!isEverything(statement.action)) ranked.push(describe(request, 'Action', subject))
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
): Ranked {
  const named = traced.report.statement
  const rank = RANKS[element]
  if (element === 'Principal') {
    const expected = cut(principalValues(statement.principal))
    const actual = namesOf(principal).map(({ type, value }) => `${type}:${value}`)
    const negated = statement.principal?.negated === true
    return { near: { statement: named, element: negated ? 'NotPrincipal' : element, expected, actual }, rank }
  }
  const set = element === 'Action' ? statement.action : statement.resource
  const expected = cut(set?.patterns ?? [])
  const actual = [element === 'Action' ? action : resource]
  return {
    near: { statement: named, element: set?.negated === true ? `Not${element}` : element, expected, actual },
    rank,
  }
}

function cut(values: readonly string[]): readonly string[] {
  return values.slice(0, MAX_EXPECTED)
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
