/** A state of one condition key in which some conditions hold and others do not. */
import { OPERATOR_RULES } from '../../reference/operators.ts'
import type { Condition, Effect } from '../../types.ts'
import type { Budget } from '../budget.ts'
import type { Variables } from '../text/compile.ts'
import type { Bindings } from '../text/bind.ts'
import type { Word } from '../text/glob.ts'
import type { Domain } from './domain.ts'
import { solveValue, type Solution } from './solveValue.ts'
import type { ValueTest } from './valueTest.ts'

/** A condition of a statement of some effect that must hold, or must not. What cannot be evaluated holds in a Deny only. */
export interface KeyTest {
  readonly condition: Condition
  readonly effect: Effect
  /** Absent in version 2008-10-17. */
  readonly variables: Variables | undefined
  readonly holds: boolean
}

/** The key is absent, or has these values. `none`: no state does it. `unsure`: it could not be told. */
export type KeyState =
  | 'absent'
  | { readonly words: readonly Word[]; readonly multi: boolean; readonly bound: Bindings }
  | 'none'
  | 'unsure'

/** The most natural state in which all tests come out as they must. Throws BudgetSpent. */
export function solveKey(tests: readonly KeyTest[], domain: Domain, budget: Budget): KeyState {
  const absent = (): KeyState => (domain.absent && tests.every(passesAbsent) ? 'absent' : 'none')
  const single = (): KeyState => (domain.single ? solveSingle(tests, domain, budget) : 'none')
  const multi = (): KeyState => (domain.multi ? solveMulti(tests, domain, budget) : 'none')
  let unsure = false
  for (const attempt of domain.usual === true ? [single, multi, absent] : [absent, single, multi]) {
    const state = attempt()
    if (state === 'unsure') unsure = true
    else if (state !== 'none') return state
  }
  return unsure ? 'unsure' : 'none'
}

function passesAbsent({ condition, holds }: KeyTest): boolean {
  const { operator, quantifier, ifExists, values } = condition
  if (operator === 'Null') return wants(values, 'true') === holds
  const result = quantifier === 'one' ? ifExists || isNegated(condition) : quantifier === 'all'
  return result === holds
}

const wants = (values: readonly string[], wanted: string): boolean =>
  values.some((value) => value.toLowerCase() === wanted)

const isNegated = ({ operator }: Condition): boolean => OPERATOR_RULES.get(operator)?.negated === true

/** What a condition asks of a value in order to be true (`result`). */
const asked = ({ condition, variables }: KeyTest, result: boolean): ValueTest => ({
  condition,
  variables,
  matches: result !== isNegated(condition),
})

function solveSingle(tests: readonly KeyTest[], domain: Domain, budget: Budget): KeyState {
  if (!tests.every(passesPresence)) return 'none'
  const asks = tests.filter(({ condition }) => condition.operator !== 'Null').map((test) => asked(test, test.holds))
  return asState([solveValue(asks, domain, budget)], false)
}

const passesPresence = ({ condition, holds }: KeyTest): boolean =>
  condition.operator !== 'Null' || wants(condition.values, 'false') === holds

/**
 * Several values: what each must pass, and what one of them must pass. Without a set operator a plain operator is false and
 * a negated one has no truth value.
 */
function solveMulti(tests: readonly KeyTest[], domain: Domain, budget: Budget): KeyState {
  if (!tests.every(passesPresence)) return 'none'
  const each: ValueTest[] = []
  const some: ValueTest[] = []
  for (const test of tests) {
    const { condition, effect, holds } = test
    if (condition.operator === 'Null') continue
    if (condition.quantifier === 'one') {
      if ((isNegated(condition) && effect === 'Deny') !== holds) return 'none'
    } else if ((condition.quantifier === 'all') === holds) each.push(asked(test, holds))
    else some.push(asked(test, holds))
  }
  const wanted = some.length === 0 ? [each] : some.map((test) => [...each, test])
  return asState(
    wanted.map((asks) => solveValue(asks, domain, budget)),
    true,
  )
}

function asState(solutions: readonly Solution[], multi: boolean): KeyState {
  if (solutions.includes('none')) return 'none'
  const texts = solutions.filter((solution) => typeof solution !== 'string')
  if (texts.length < solutions.length) return 'unsure'
  return { words: texts.map(({ word }) => word), multi, bound: new Map(texts.flatMap(({ bound }) => [...bound])) }
}
