/** One condition against the request context: key states, negation, set operators, IfExists (rule 2.2). */
import type { Condition, ConditionReport, Context, ContextValue, PolicyVersion } from '../types.ts'
import { OPERATOR_RULES, type OperatorRule } from './operators.ts'
import type { Reading } from './template.ts'

/** `unevaluable`: the condition has no truth value; the statement then fails closed (rule 0.8). */
export interface ConditionJudgement {
  readonly report: ConditionReport
  readonly unevaluable: boolean
}

type Finding = Pick<ConditionReport, 'result' | 'why'> & { readonly unevaluable?: boolean }

const MALFORMED: Finding = { result: false, why: 'malformed', unevaluable: true }

/** Judges one condition of a policy of `version`. */
export function judgeCondition(condition: Condition, context: Context, version: PolicyVersion): ConditionJudgement {
  const held = context.get(condition.key.toLowerCase())
  const present = held !== undefined && held.values.length > 0 ? held : undefined
  const reading: Reading = { context, variables: version === '2012-10-17', wildcards: true, arn: false }
  const { unevaluable = false, ...finding } = find(condition, present, reading)
  const { operator, quantifier, ifExists, key, values: expected } = condition
  const prefix = quantifier === 'one' ? '' : quantifier === 'all' ? 'ForAllValues:' : 'ForAnyValue:'
  const report = { operator: `${prefix}${operator}${ifExists ? 'IfExists' : ''}`, key, expected, ...finding }
  return { report: present === undefined ? report : { ...report, actual: present.values }, unevaluable }
}

function find(condition: Condition, present: ContextValue | undefined, reading: Reading): Finding {
  if (condition.values.length === 0) return MALFORMED
  if (condition.operator === 'Null') return judgeNull(condition, present)
  const rule = OPERATOR_RULES.get(condition.operator)
  if (rule === undefined) return MALFORMED
  if (present === undefined) return absent(condition, rule)
  const judge = (actual: string): Finding => judgeValue(actual, { condition, rule, reading })
  switch (condition.quantifier) {
    case 'all':
      return strongest(present.values.map(judge), false)
    case 'any':
      return strongest(present.values.map(judge), true)
    case 'one':
      // A set operator is mandatory for multivalued keys: positive operators do not match; negated ones have no meaning (question 2).
      if (present.multi || present.values.length > 1)
        return { result: false, why: 'multivalued', unevaluable: rule.negated }
      return judge(present.values[0] ?? '')
  }
}

/** Set operators ignore IfExists and the operator's sign when the key is absent. */
function absent({ quantifier, ifExists }: Condition, rule: OperatorRule): Finding {
  const result = quantifier === 'one' ? ifExists || rule.negated : quantifier === 'all'
  return { result, why: 'missing' }
}

/** `Null: true` asks for an absent or empty key, `Null: false` for a present one; it has no set form and no IfExists. */
function judgeNull({ values, quantifier, ifExists }: Condition, present: ContextValue | undefined): Finding {
  const wanted = values.map((value) => value.toLowerCase())
  if (quantifier !== 'one' || ifExists || wanted.some((value) => value !== 'true' && value !== 'false'))
    return MALFORMED
  const result = wanted.includes(present === undefined ? 'true' : 'false')
  return { result, why: result ? 'match' : present === undefined ? 'missing' : 'mismatch' }
}

/** Values are ORed; a negated operator denies that OR. A policy value with an unresolved variable matches nothing. */
function judgeValue(
  actual: string,
  {
    condition,
    rule,
    reading,
  }: { readonly condition: Condition; readonly rule: OperatorRule; readonly reading: Reading },
): Finding {
  const verdicts = condition.values.map((expected) => rule.holds(actual, expected, reading))
  if (verdicts.includes('malformed')) return MALFORMED
  const some = verdicts.includes(true)
  if (!some && verdicts.includes('unresolved')) return { result: rule.negated, why: 'unresolvedVariable' }
  return { result: some !== rule.negated, why: some === rule.negated ? 'mismatch' : 'match' }
}

/** Over several values: the finding that settles it (`result === wanted`), else the first of the others. */
function strongest(findings: readonly Finding[], wanted: boolean): Finding {
  const unevaluable = findings.find((finding) => finding.unevaluable)
  return unevaluable ?? findings.find(({ result }) => result === wanted) ?? findings[0] ?? MALFORMED
}
