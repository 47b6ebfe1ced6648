/** Statements without which a policy means the same. */
import type { PolicyDocument } from '../../types.ts'
import { BudgetSpent } from '../budget.ts'
import type { Found } from '../search/findRequest.ts'
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
  const empty = (avoid: readonly Rule[]): boolean => isNone(question.find({ must: [rule], avoid, confirm: () => true }))
  const reason = { ...describeStatement(rule), by: [] }
  const name = nameOf(rule)
  if (empty([])) return { ...reason, kind: 'never', description: `${name} applies to no request.` }
  const { effect } = rule.statement
  const denies = others.filter(({ statement }) => statement.effect === 'Deny')
  if (effect === 'Allow' && denies.length > 0 && empty(denies)) {
    const by = fewest(denies, empty)
    return {
      ...reason,
      kind: 'denied',
      by: indexes(by),
      description: `All that ${name} allows is denied by ${names(by)}.`,
    }
  }
  const same = others.filter(({ statement }) => statement.effect === effect)
  if (same.length === 0 || !empty(same)) return 'used'
  const by = fewest(same, empty)
  return {
    ...reason,
    kind: 'covered',
    by: indexes(by),
    description: `${names(by)} already ${by.length === 1 ? 'covers' : 'cover'} all of ${name}.`,
  }
}

const isNone = (found: Found): boolean => found === 'none'
const indexes = (rules: readonly Rule[]): readonly number[] => rules.map(({ statement }) => statement.index)
const names = (rules: readonly Rule[]): string => rules.map(nameOf).join(' and ')

/** Some of the rules that suffice, none of which can be left out. */
function fewest(rules: readonly Rule[], suffice: (rules: readonly Rule[]) => boolean): readonly Rule[] {
  let needed = rules
  for (const rule of rules) {
    const fewer = needed.filter((one) => one !== rule)
    if (fewer.length > 0 && suffice(fewer)) needed = fewer
  }
  return needed
}
