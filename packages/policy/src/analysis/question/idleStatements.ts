/** Statements without which a policy means the same. */
import type { PolicyDocument } from '../../types.ts'
import { BudgetSpent } from '../budget.ts'
import type { Rule } from '../search/rule.ts'
import type { AnalysisOptions, IdleStatement } from '../types.ts'
import { attempt, describeStatement, nameOf } from './answer.ts'
import { createQuestion, type Question } from './question.ts'

/**
 * Statements proved to make no difference, each by itself (of two that cover each other only the later is reported), in
 * order of index. What could not be proved within the budget is not reported. Never throws.
 */
export function findIdleStatements(policy: PolicyDocument, options: AnalysisOptions = {}): readonly IdleStatement[] {
  const found = attempt(() => search(policy, options))
  return found instanceof BudgetSpent ? [] : found
}

function search(policy: PolicyDocument, options: AnalysisOptions): readonly IdleStatement[] {
  const question = createQuestion([policy], { options })
  const rules = question.rulesOf(policy).filter(({ statement }) => statement.index >= 0)
  const idle = new Map<Rule, IdleStatement>()
  // From the last: what an earlier statement says already need not be said again.
  for (const rule of rules.toReversed()) {
    const others = rules.filter((other) => other !== rule && !idle.has(other))
    const found = attempt(() => judge(rule, others, question))
    if (typeof found !== 'string' && 'kind' in found) idle.set(rule, found)
  }
  return [...idle.values()].reverse()
}

function judge(rule: Rule, others: readonly Rule[], question: Question): IdleStatement | 'used' {
  const reason = describeStatement(rule)
  const name = nameOf(rule)
  if (proveEmpty(rule, [], question) !== undefined)
    return { ...reason, kind: 'never', by: [], description: `${name} applies to no request.` }
  const { effect } = rule.statement
  const denies = others.filter(({ statement }) => statement.effect === 'Deny')
  const denied = effect === 'Allow' && denies.length > 0 ? proveEmpty(rule, denies, question) : undefined
  if (denied !== undefined) {
    const by = indexes(denied)
    return { ...reason, kind: 'denied', by, description: `All that ${name} allows is denied by ${names(denied)}.` }
  }
  const same = others.filter(({ statement }) => statement.effect === effect)
  const covering = same.length > 0 ? proveEmpty(rule, same, question) : undefined
  if (covering === undefined) return 'used'
  const verb = covering.length === 1 ? 'covers' : 'cover'
  const description = `${names(covering)} already ${verb} all of ${name}.`
  return { ...reason, kind: 'covered', by: indexes(covering), description }
}

/** Only whether there is a request matters. */
const EXISTENCE = { anyWillDo: true, confirm: () => true } as const

/** The rules that it takes to prove that nothing of `rule` is outside `others`, in order; undefined when it is not so. */
function proveEmpty(rule: Rule, others: readonly Rule[], question: Question): readonly Rule[] | undefined {
  const used = new Set<Rule>()
  const onUse = (other: Rule): void => void used.add(other)
  const found = question.find({ must: [rule], avoid: others, onUse, ...EXISTENCE })
  if (found !== 'none') return undefined
  const needed = others.filter((other) => used.has(other))
  return needed.length > 1 && needed.length <= FEW ? fewest(rule, needed, question) : needed
}

/** So many are tried without, one by one, to name no more than needed. */
const FEW = 6

function fewest(rule: Rule, rules: readonly Rule[], question: Question): readonly Rule[] {
  let needed = rules
  for (const one of rules) {
    const fewer = needed.filter((other) => other !== one)
    if (question.find({ must: [rule], avoid: fewer, ...EXISTENCE }) === 'none') needed = fewer
  }
  return needed
}

const indexes = (rules: readonly Rule[]): readonly number[] => rules.map(({ statement }) => statement.index)
const names = (rules: readonly Rule[]): string => rules.map(nameOf).join(' and ')
