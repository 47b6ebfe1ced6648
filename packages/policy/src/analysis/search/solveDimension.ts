/** Whether some literals about the same part of a request can come out as they must, and with what. */
import type { Budget } from '../budget.ts'
import { compileText } from '../text/compile.ts'
import { COLON, type Glob, SEGMENT_ANY, SEGMENT_STAR, spell, STAR } from '../text/glob.ts'
import { solveText, type Text, type TextProblem } from '../text/solveText.ts'
import { suggestArns } from '../text/suggest.ts'
import type { Domain } from '../value/domain.ts'
import { type KeyState, solveKey } from '../value/solveKey.ts'
import { knownAction } from './knownAction.ts'
import type { KeyLiteral, Literal, TextLiteral } from './rule.ts'

/** A literal and whether it must hold. */
export interface Demand {
  readonly literal: Literal
  readonly holds: boolean
}

/** An action or resource is a word; `none` and `unsure` as in KeyState. */
export type Part = Text | KeyState

/** Actions are `service:Name`: one colon, something on both sides. */
const ANY_ACTION: Glob = [SEGMENT_ANY, SEGMENT_STAR, COLON, SEGMENT_ANY, SEGMENT_STAR]
/** Requests for a role's trust are those of STS. */
const STS_ACTION: Glob = [...spell('sts:'), SEGMENT_ANY, SEGMENT_STAR]
/** Resources are ARNs of some AWS partition, or `*` for actions without one. */
const ANY_RESOURCE: readonly Glob[] = [compileText('arn:aws*:?*:*:*:*', { kind: 'arn' }), spell('*')].filter(
  (glob) => typeof glob !== 'string',
)

/** An action that meets all demands. Throws BudgetSpent. */
export function solveAction(demands: readonly Demand[], trust: boolean, budget: Budget): Part {
  if (demands.some(isOpaque)) return 'unsure'
  const problem = textProblem(demands)
  const inside = [...problem.inside, [ANY_ACTION], ...(trust ? [[STS_ACTION]] : [])]
  const text = solveText({ ...problem, inside }, budget)
  if (text === undefined) return 'none'
  return { ...text, word: knownAction({ inside, outside: problem.outside }, budget) ?? text.word }
}

/** A pattern as it is for one caller: with the variables that the caller decides put in; undefined if it can match nothing. */
export type Specialise = (glob: Glob) => Glob | undefined

/** A resource that meets all demands. Throws BudgetSpent. */
export function solveResource(demands: readonly Demand[], specialise: Specialise, budget: Budget): Part {
  if (demands.some(isOpaque)) return 'unsure'
  const problem = textProblem(demands, specialise)
  const inside = [...problem.inside, ANY_RESOURCE]
  const suggestions = [...problem.inside.flatMap((union) => union.flatMap(suggestArns)), ...suggestArns(STAR_ALONE)]
  return solveText({ inside, outside: problem.outside, suggestions }, budget) ?? 'none'
}

const isOpaque = ({ literal }: Demand): boolean => 'opaque' in literal && literal.opaque

const STAR_ALONE: Glob = [STAR]

function textProblem(demands: readonly Demand[], specialise: Specialise = (glob) => glob): TextProblem {
  const texts = demands.map(({ literal, holds }) => {
    const { globs, negated } = literal as TextLiteral
    const special = globs.map(specialise).filter((glob) => glob !== undefined)
    return { globs: special, matched: holds !== negated }
  })
  return {
    inside: texts.filter(({ matched }) => matched).map(({ globs }) => globs),
    outside: texts.filter(({ matched }) => !matched).flatMap(({ globs }) => globs),
  }
}

/** A state of a key that meets all demands. Throws BudgetSpent. */
export function solveKeyDemands(demands: readonly Demand[], domain: Domain, budget: Budget): Part {
  const tests = demands.map(({ literal, holds }) => {
    const { condition, effect, variables } = literal as KeyLiteral
    return { condition, effect, variables, holds }
  })
  return solveKey(tests, domain, budget)
}
