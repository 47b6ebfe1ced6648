/** Set operators: where they are needed, and where they let more through than they seem to. */
import { findConditionKey } from '../../data/index.ts'
import { operatorText } from '../../document/operator.ts'
import { SINGLE_IN_PRACTICE } from '../facts/historic.ts'
import type { JsonPatchOperation } from '../finding.ts'
import { add, rename } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition, DraftStatement } from '../source/draft.ts'

const MISSING: Rule = {
  code: 'MISSING_QUALIFIER',
  severity: 'ERROR',
  about:
    'Requests may hold several values of this key; a plain operator matches none of those. Use `ForAllValues:` (each value is listed) or `ForAnyValue:` (one of them is).',
}
const SINGLE: Rule = {
  code: 'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
  severity: 'SECURITY_WARNING',
  about:
    '`ForAllValues:` is true when the key is absent. On a key that has one value it serves no purpose, and lets through every request that does not have the key.',
}
const UNGUARDED: Rule = {
  code: 'BREVET_FORALLVALUES_WITHOUT_NULL_CHECK',
  severity: 'SECURITY_WARNING',
  about:
    '`ForAllValues:` is true when the key is absent: this Allow also covers requests without the key. Add `"Null": {"<key>": "false"}`. Not said of `aws:TagKeys` and `sts:TransitiveTagKeys`, where no key means no tags.',
}

/** Rules of set operators. */
export const setCheck: Check = {
  rules: [MISSING, SINGLE, UNGUARDED],
  statement(statement, linting) {
    for (const condition of statement.conditions) {
      const fact = findConditionKey(condition.key)
      if (condition.operator === undefined || fact === undefined || condition.operator.name === 'Null') continue
      if (condition.operator.quantifier === 'one') {
        if (fact.multivalued && !SINGLE_IN_PRACTICE.has(condition.lowerKey)) missing(condition, linting)
      } else if (condition.operator.quantifier === 'all' && statement.effect === 'Allow') {
        if (fact.multivalued) unguarded(statement, condition, linting)
        else single(statement, condition, linting)
      } else if (condition.operator.quantifier === 'all' && !fact.multivalued) single(statement, condition, linting)
    }
  },
}

function missing({ key, operatorName, operatorPlace }: DraftCondition, { report }: Linting): void {
  const message = `Requests may have several values of ${key}. Use ForAllValues:${operatorName} or ForAnyValue:${operatorName}.`
  report(MISSING, operatorPlace, { message })
}

function single(statement: DraftStatement, condition: DraftCondition, { report }: Linting): void {
  const { key, operator, operatorPlace } = condition
  if (operator === undefined) return
  const plain = operatorText({ ...operator, quantifier: 'one' })
  const message = `ForAllValues with the single-valued key ${key} is also true where the key is absent. Use ${plain}.`
  report(SINGLE, operatorPlace, { message, fix: withoutQualifier(statement, condition, plain) })
}

/** Sure only in an Allow, where it narrows, and where the operator has no other key and the plain one is free. */
function withoutQualifier(
  { effect, conditions, members }: DraftStatement,
  { operatorName, operatorPlace }: DraftCondition,
  plain: string,
): readonly JsonPatchOperation[] | undefined {
  const block = members.get('Condition')?.value
  const value = block?.kind === 'object' ? block.members.find(({ key }) => key === operatorName)?.value : undefined
  const alone = conditions.filter((other) => other.operatorName === operatorName).length === 1
  const taken = conditions.some((other) => other.operator !== undefined && operatorText(other.operator) === plain)
  if (effect !== 'Allow' || value === undefined || !alone || taken) return undefined
  return rename(operatorPlace.location, plain, value)
}

const TAG_LISTS = new Set(['aws:tagkeys', 'sts:transitivetagkeys'])

function unguarded(
  statement: DraftStatement,
  { key, lowerKey, operatorPlace }: DraftCondition,
  { report }: Linting,
): void {
  if (TAG_LISTS.has(lowerKey)) return
  const guarded = statement.conditions.some(
    (other) =>
      other.lowerKey === lowerKey &&
      (other.operator?.name === 'Null'
        ? other.texts.some(({ value }) => value.toLowerCase() === 'false')
        : other.operator?.quantifier === 'any'),
  )
  if (guarded) return
  const nulls = statement.conditions.some(({ operatorName }) => operatorName === 'Null')
  const block = [...statement.location, 'Condition']
  const fix = nulls ? [add([...block, 'Null', key], 'false')] : [add([...block, 'Null'], { [key]: 'false' })]
  const message = `This Allow also covers requests without ${key}, for which ForAllValues is true. Add "Null": {"${key}": "false"}.`
  report(UNGUARDED, operatorPlace, { message, fix })
}
