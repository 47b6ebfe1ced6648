/** One condition: key states, negation, set operators, IfExists (rule 2.2). */
import type { Condition, ConditionReport } from '../../types.ts'
import type { Fact } from '../fact.ts'
import type { Frame } from '../frame.ts'
import { NO, UNRESOLVED } from '../match/template.ts'
import { ask, compilePredicate, isNegated, type Predicate, settlePredicate } from './predicate.ts'
import type { Reading } from '../match/token.ts'

/** A condition's finding: whether it holds (bit 0), whether it has no truth value (bit 1), and why (the rest). */
export type Finding = number

/** The condition holds. */
export const HOLDS = 1
/** The condition has no truth value; the statement fails closed (rule 0.8). */
export const UNEVALUABLE = 2

type Why = ConditionReport['why']
const WHYS: readonly Why[] = ['match', 'mismatch', 'missing', 'unresolvedVariable', 'multivalued', 'malformed']
const finding = (why: Why, truth: number): Finding => (WHYS.indexOf(why) << 2) | truth

const MATCH: Finding = finding('match', HOLDS)
const MISMATCH: Finding = finding('mismatch', 0)
const MISSING: Finding = finding('missing', 0)
const UNRESOLVED_VARIABLE: Finding = finding('unresolvedVariable', 0)
const MULTIVALUED: Finding = finding('multivalued', 0)
const MALFORMED: Finding = finding('malformed', UNEVALUABLE)

/** Why a finding is what it is. */
export function whyOf(found: Finding): Why {
  return WHYS[found >> 2] ?? 'malformed'
}

/** Findings by the answer of the predicate (`NO`, `YES`, `UNRESOLVED`, `MALFORMED`): policy values are ORed, negation denies that. */
const PLAIN: readonly Finding[] = [MISMATCH, MATCH, UNRESOLVED_VARIABLE, MALFORMED]
const NEGATED: readonly Finding[] = [MATCH, MISMATCH, UNRESOLVED_VARIABLE | HOLDS, MALFORMED]

/** A compiled condition. */
export interface Test {
  readonly slot: number
  /** What it finds when the request has no such key. */
  readonly absent: Finding
  /** What it finds when there is such a key, if it asks no more. */
  readonly present: Finding
  /** Undefined if it asks no more. */
  readonly predicate: Predicate | undefined
  readonly findings: readonly Finding[]
  readonly quantifier: Condition['quantifier']
  readonly condition: Condition
  /** The operator as reports spell it. */
  readonly operator: string
}

/** Compiles a condition. `reading.slotOf` interns its key and those of its variables. */
export function compileTest(condition: Condition, reading: Reading): Test {
  const { operator, quantifier, ifExists, key, values } = condition
  const negated = isNegated(operator)
  const prefix = quantifier === 'one' ? '' : quantifier === 'all' ? 'ForAllValues:' : 'ForAnyValue:'
  const predicate = values.length === 0 ? undefined : compilePredicate(operator, values, reading)
  const { absent, present } =
    operator === 'Null'
      ? compileNull(condition)
      : { absent: predicate === undefined ? MALFORMED : whenAbsent(condition, negated), present: MALFORMED }
  return {
    slot: reading.slotOf(key),
    absent,
    present,
    predicate,
    findings: negated ? NEGATED : PLAIN,
    quantifier,
    condition,
    operator: `${prefix}${operator}${ifExists ? 'IfExists' : ''}`,
  }
}

/** Set operators ignore IfExists and the operator's sign when the key is absent. */
function whenAbsent({ quantifier, ifExists }: Condition, negated: boolean): Finding {
  const holds = quantifier === 'one' ? ifExists || negated : quantifier === 'all'
  return holds ? MISSING | HOLDS : MISSING
}

/** `Null: true` asks for an absent key, `Null: false` for a present one; it has no set form and no IfExists. */
function compileNull({ values, quantifier, ifExists }: Condition): { absent: Finding; present: Finding } {
  const wanted = new Set(values.map((value) => value.toLowerCase()))
  const absent = wanted.has('true')
  const present = wanted.has('false')
  const known = (absent ? 1 : 0) + (present ? 1 : 0) === wanted.size
  if (wanted.size === 0 || !known || quantifier !== 'one' || ifExists) return { absent: MALFORMED, present: MALFORMED }
  return { absent: absent ? MATCH : MISSING, present: present ? MATCH : MISMATCH }
}

/** What `test` finds in the request. */
export function find(test: Test, frame: Frame): Finding {
  const fact = frame.fact(test.slot)
  if (!fact.present) return test.absent
  const { predicate, findings } = test
  if (predicate === undefined) return test.present
  if (test.quantifier !== 'one') return findInAll(test, fact, frame)
  // A set operator is mandatory for multivalued keys: positive operators do not match, negated ones have no meaning.
  if (fact.only === undefined) return findings === NEGATED ? MULTIVALUED | UNEVALUABLE : MULTIVALUED
  return findings[ask(predicate, fact.only, frame)] ?? MALFORMED
}

/** Over several values: one that cannot be evaluated, else the first that settles it, else the first. */
function findInAll({ predicate, findings, quantifier }: Test, fact: Fact, frame: Frame): Finding {
  if (predicate === undefined) return MALFORMED
  const settling = quantifier === 'any' ? HOLDS : 0
  const many = settlePredicate(predicate, fact.values.length, frame)
  let settled: Finding | undefined
  let first: Finding | undefined
  for (const actual of fact.scalars) {
    const plainly = ask(many.predicate, actual, frame)
    const found = findings[plainly === NO && many.unresolved ? UNRESOLVED : plainly] ?? MALFORMED
    if ((found & UNEVALUABLE) !== 0) return found
    first ??= found
    if ((found & HOLDS) === settling) settled ??= found
  }
  return settled ?? first ?? MALFORMED
}
