/** Conditions on multi-factor authentication that do not ask what they seem to ask. */
import { operatorText } from '../../document/operator.ts'
import { rename } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition, DraftStatement } from '../source/draft.ts'
import { membersOf } from '../source/draft.ts'

const PATTERN: Rule = {
  code: 'BREVET_MFA_PATTERN',
  severity: 'SECURITY_WARNING',
  about:
    '`aws:MultiFactorAuthPresent` exists in requests with temporary credentials only (true or false), `aws:MultiFactorAuthAge` only where MFA was used. A Deny with `Bool ... false` therefore misses access keys of users: it needs `BoolIfExists`. An Allow with `BoolIfExists ... true`, or with an `IfExists` on the age, lets access keys through: it needs the plain operator. `Null` asks about the kind of credentials, not about MFA.',
}

const PRESENT = 'aws:multifactorauthpresent'
const AGE = 'aws:multifactorauthage'

/** The rule of MFA conditions. */
export const mfaCheck: Check = {
  rules: [PATTERN],
  statement(statement, linting) {
    for (const condition of statement.conditions)
      if (condition.lowerKey === PRESENT) checkPresent(statement, condition, linting)
      else if (condition.lowerKey === AGE) checkAge(statement, condition, linting)
  },
}

function checkPresent(statement: DraftStatement, condition: DraftCondition, { report }: Linting): void {
  const { operator, texts, operatorPlace } = condition
  const value = texts[0]?.value.toLowerCase()
  const { effect } = statement
  if (operator?.name === 'Null') {
    // "Exists" in an Allow, "does not exist" in a Deny: both are true for sessions without MFA, or miss them.
    const wrong = (effect === 'Allow' && value === 'false') || (effect === 'Deny' && value === 'true')
    const alone = !statement.conditions.some((other) => other !== condition && other.lowerKey === PRESENT)
    const better = effect === 'Allow' ? 'Bool ... "true"' : 'BoolIfExists ... "false"'
    if (wrong && alone)
      report(PATTERN, operatorPlace, {
        message: `Sessions without MFA have this key too, with the value false. Use ${better}.`,
      })
    return
  }
  if (operator?.name !== 'Bool' || operator.quantifier !== 'one') return
  if (effect === 'Deny' && value === 'false' && !operator.ifExists) {
    const message = 'Access keys of users have no such key in their requests: this Deny misses them. Use BoolIfExists.'
    report(PATTERN, operatorPlace, { message, fix: renamed(statement, condition, true) })
  } else if (effect === 'Allow' && value === 'true' && operator.ifExists) {
    const message = 'Access keys of users have no such key in their requests: this Allow lets them through. Use Bool.'
    report(PATTERN, operatorPlace, { message, fix: renamed(statement, condition, false) })
  }
}

function checkAge(statement: DraftStatement, condition: DraftCondition, { report }: Linting): void {
  const { operator, operatorPlace } = condition
  if (statement.effect !== 'Allow' || operator?.ifExists !== true || operator.quantifier !== 'one') return
  const message =
    'Without MFA there is no age, and this Allow lets the request through. Use the operator without IfExists.'
  report(PATTERN, operatorPlace, { message, fix: renamed(statement, condition, false) })
}

/** The operator with or without IfExists, where it has no other key and the new name is free. */
function renamed(
  { members, conditions }: DraftStatement,
  { operator, operatorName, operatorPlace }: DraftCondition,
  ifExists: boolean,
) {
  const block = members.get('Condition')
  const operators = block === undefined ? undefined : membersOf(block.value, block.place.location)
  const member = operators?.get(operatorName)
  const alone = conditions.filter((other) => other.operatorName === operatorName).length === 1
  if (operator === undefined || member === undefined || !alone) return undefined
  const name = operatorText({ ...operator, ifExists })
  return operators?.has(name) === true ? undefined : rename(operatorPlace.location, name, member.value)
}
