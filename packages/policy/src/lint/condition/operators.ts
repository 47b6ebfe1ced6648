/** Condition operators: which there are, and what they cannot be combined with. */
import { OPERATOR_FAMILIES, operatorText } from '../../document/operator.ts'
import { nearest } from '../facts/nearest.ts'
import { rename } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftMember, DraftStatement } from '../source/draft.ts'
import { membersOf } from '../source/draft.ts'

const INVALID: Rule = {
  code: 'INVALID_CONDITION_OPERATOR',
  severity: 'ERROR',
  about: 'There is no such condition operator.',
}
const IF_EXISTS: Rule = {
  code: 'NULL_WITH_IF_EXISTS',
  severity: 'ERROR',
  about: '`Null` asks whether a key exists; `IfExists` has no meaning with it.',
}
const QUALIFIER: Rule = {
  code: 'NULL_WITH_QUALIFIER',
  severity: 'ERROR',
  severityAtAws: 'SUGGESTION',
  about:
    '`Null` asks whether a key exists, however many values it has; with a set operator the answer is always the same. Brevet refuses it, hence ERROR.',
}
const DUPLICATE: Rule = {
  code: 'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
  severity: 'ERROR',
  about: 'Condition keys are compared ignoring case: the same key stands twice under one operator.',
}

/** Rules of operators. */
export const operatorCheck: Check = {
  rules: [INVALID, IF_EXISTS, QUALIFIER, DUPLICATE],
  statement(statement, linting) {
    const block = statement.members.get('Condition')
    const operators =
      block === undefined ? new Map<string, DraftMember>() : membersOf(block.value, block.place.location)
    const seen = new Set<string>()
    for (const { operator, operatorName, operatorPlace } of statement.conditions) {
      if (operator !== undefined || seen.has(operatorName)) continue
      seen.add(operatorName)
      const member = operators.get(operatorName)
      if (member !== undefined)
        unknownOperator(operatorName, { ...member, keyPlace: operatorPlace }, { linting, operators })
    }
    checkDuplicates(statement, linting)
  },
}

const NULL = /^(?:(for(?:all|any)values?):)?null(ifexists)?$/i

function unknownOperator(
  name: string,
  { keyPlace, place, value }: DraftMember,
  { linting, operators }: { readonly linting: Linting; readonly operators: ReadonlyMap<string, DraftMember> },
): void {
  const { report } = linting
  const asNull = NULL.exec(name)
  if (asNull !== null) {
    const fix = operators.has('Null') ? undefined : rename(place.location, 'Null', value)
    if (asNull[1] === undefined)
      report(IF_EXISTS, keyPlace, { message: 'Null cannot have the suffix IfExists. Use Null.', fix })
    else report(QUALIFIER, keyPlace, { message: 'Null cannot have a set operator before it. Use Null.', fix })
    return
  }
  const bare = name.replace(/^for(?:all|any)values?:?/i, '').replace(/ifexists$/i, '')
  const meant = nearest(bare, Object.keys(OPERATOR_FAMILIES))
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  report(INVALID, keyPlace, { message: `There is no condition operator ${JSON.stringify(name)}.${hint}` })
}

function checkDuplicates({ conditions }: DraftStatement, { report }: Linting): void {
  const seen = new Map<string, string>()
  for (const { operator, key, lowerKey, keyPlace } of conditions) {
    if (operator === undefined) continue
    const identity = `${operatorText(operator)} ${lowerKey}`
    const earlier = seen.get(identity)
    if (earlier !== undefined) {
      const message = `The condition key ${key} stands twice under this operator. Put all values under one of them.`
      // Letter for letter the same key in one object is BREVET_DUPLICATE_KEY.
      report(DUPLICATE, keyPlace, { message })
    }
    seen.set(identity, key)
  }
}
