/** Asks two engines the same questions and tells where they disagree. */
import type { AuthorizationRequest, Decision } from '../src/index.ts'
import { sameData } from './compare.ts'
import { type DifferentialRow, plainRequest, requestOf } from './row.ts'
import { newScene, QUESTIONS } from './scenes.ts'
import { shrink } from './shrink.ts'

/** What `decide` says. */
export type Verdict = Pick<Decision, 'allowed' | 'outcome' | 'layer'>

/** An engine under test. */
export interface Engine {
  readonly decide: (request: AuthorizationRequest) => Verdict
  readonly judge: (request: AuthorizationRequest) => Decision
  /** Further ways to the same verdict, by name. */
  readonly others?: Readonly<Record<string, (request: AuthorizationRequest) => Verdict>>
}

/** The reference: what is right, as a whole decision. */
export type Reference = (request: AuthorizationRequest) => Decision

/** Who is compared with whom. */
export interface Pair {
  readonly engine: Engine
  readonly reference: Reference
}

/** A disagreement, with what it takes to see it again. */
export interface Mismatch {
  readonly seed: number
  readonly scene: number
  readonly question: number
  /** What differs, in words. */
  readonly difference: string
  /** The smallest request found that shows it; absent when it takes what was asked before (a cache). */
  readonly row?: DifferentialRow
}

/** What two engines say of one request, or undefined if the same. Never throws. Of the engine's other ways only number `turn`, if given, is tried. */
export function difference(
  { engine, reference }: Pair,
  request: AuthorizationRequest,
  turn?: number,
): string | undefined {
  try {
    const expected = reference(request)
    const judged = engine.judge(request)
    if (!sameData(judged, expected)) return describe(judged, expected)
    const wrong = wrongVerdict('decide', engine.decide(request), expected)
    if (wrong !== undefined || engine.others === undefined) return wrong
    const names = Object.keys(engine.others)
    for (const name of turn === undefined ? names : names.slice(turn % names.length).slice(0, 1)) {
      const found = wrongVerdict(name, engine.others[name]?.(request) ?? expected, expected)
      if (found !== undefined) return found
    }
    return undefined
  } catch (error) {
    return `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
}

function wrongVerdict(name: string, verdict: Verdict, expected: Decision): string | undefined {
  const { allowed, outcome, layer } = verdict
  return allowed === expected.allowed && outcome === expected.outcome && layer === expected.layer
    ? undefined
    : `${name} says ${outcomeText(verdict)}, the reference ${outcomeText(expected)}`
}

function outcomeText({
  outcome,
  layer,
  allowed,
}: {
  outcome: string
  layer?: string | undefined
  allowed: boolean
}): string {
  return `${outcome}${layer === undefined ? '' : `:${layer}`}${allowed === (outcome === 'allowed') ? '' : ` but allowed ${allowed}`}`
}

function describe(judged: Decision, expected: Decision): string {
  if (outcomeText(judged) !== outcomeText(expected))
    return `judge says ${outcomeText(judged)}, the reference ${outcomeText(expected)}`
  return `judge agrees on ${outcomeText(expected)} but reports another story: ${firstDifference(judged, expected, 'decision')}`
}

/** Path and values of the first place where two plain values differ. */
function firstDifference(left: unknown, right: unknown, path: string): string {
  if (
    typeof left !== 'object' ||
    typeof right !== 'object' ||
    left === null ||
    right === null ||
    Array.isArray(left) !== Array.isArray(right)
  )
    return `${path} is ${JSON.stringify(left)}, should be ${JSON.stringify(right)}`
  const one = left as Record<string, unknown>
  const two = right as Record<string, unknown>
  for (const name of new Set([...Object.keys(two), ...Object.keys(one)])) {
    if (!(name in one) || !(name in two))
      return `${path}.${name} is ${name in one ? 'there, should not' : 'missing, should'} be: ${JSON.stringify(one[name] ?? two[name])}`
    if (!sameData(one[name], two[name])) return firstDifference(one[name], two[name], `${path}.${name}`)
  }
  return `${path} differs`
}

/** How much to test. `firstScene` and up: scenes are numbered and independent of one another. */
export interface Extent {
  readonly seed: number
  readonly cases: number
  readonly firstScene?: number
  /** Sees every request with what the reference says of it. */
  readonly observe?: (request: AuthorizationRequest, expected: Decision) => void
}

/** Tests `cases` requests; the first disagreement, shrunk, or undefined. */
export function testDifferentially(
  engine: Engine,
  reference: Reference,
  { seed, cases, firstScene = 0, observe }: Extent,
): Mismatch | undefined {
  const observed = observe === undefined ? reference : watched(reference, observe)
  for (let asked = 0, scene = firstScene; asked < cases; asked += QUESTIONS, scene += 1) {
    const requests = newScene(seed, scene)
    for (const [question, request] of requests.entries()) {
      const found = difference({ engine, reference: observed }, request, question)
      if (found !== undefined) return { ...minimal({ engine, reference }, request), seed, scene, question }
    }
  }
  return undefined
}

function watched(reference: Reference, observe: NonNullable<Extent['observe']>): Reference {
  return (request) => {
    const expected = reference(request)
    observe(request, expected)
    return expected
  }
}

function minimal(pair: Pair, request: AuthorizationRequest): Pick<Mismatch, 'difference' | 'row'> {
  const plain = plainRequest(request)
  const fails = (candidate: typeof plain): boolean => difference(pair, requestOf(candidate)) !== undefined
  if (!fails(plain)) return { difference: `only after other requests: ${difference(pair, request) ?? 'not twice'}` }
  const smallest = shrink(plain, fails)
  const found = requestOf(smallest)
  const { outcome, layer } = pair.reference(found)
  return {
    difference: difference(pair, found) ?? 'not twice',
    row: { id: '', expect: layer === undefined ? outcome : `${outcome}:${layer}`, request: smallest },
  }
}

/** The mismatch for people: what differs, how to see it again, and the row for packages/policy/cases/differential. */
export function mismatchText({ seed, scene, question, difference, row }: Mismatch): string {
  return [
    difference,
    `seed ${seed}, scene ${scene}, question ${question}; to keep it as a case:`,
    `  node packages/policy/differential/run.ts --seed ${seed} --scene ${scene} --cases ${QUESTIONS} --save`,
    row === undefined ? 'no single request shows it' : JSON.stringify(row),
  ].join('\n')
}
