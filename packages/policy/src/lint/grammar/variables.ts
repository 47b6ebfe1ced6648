/** Policy variables: `${key}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`. */
import { variableFault } from '../../document/variable.ts'
import { add } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { Operator } from '../../document/operator.ts'
import type { Draft, DraftStatement, Text } from '../source/draft.ts'

const MISSING_BRACE: Rule = {
  code: 'MISSING_BRACE_IN_VARIABLE',
  severity: 'ERROR',
  about: 'A policy variable begins with `${` and has no closing brace.',
}
const MISSING_QUOTE: Rule = {
  code: 'MISSING_QUOTE_IN_VARIABLE',
  severity: 'ERROR',
  about: "The default value of a policy variable stands in single quotes: `${aws:PrincipalTag/team, 'nobody'}`.",
}
const UNSUPPORTED_SPACE: Rule = {
  code: 'UNSUPPORTED_SPACE_IN_VARIABLE',
  severity: 'ERROR',
  about: 'White space inside the braces of a policy variable where none may be.',
}
const EMPTY_VARIABLE: Rule = {
  code: 'EMPTY_VARIABLE',
  severity: 'ERROR',
  about: 'A policy variable without a key: `${}`.',
}
const INVALID_VARIABLE: Rule = {
  code: 'BREVET_INVALID_VARIABLE',
  severity: 'ERROR',
  about: 'A policy variable that is malformed in another way, such as one inside another.',
}
const IN_ELEMENT: Rule = {
  code: 'VARIABLE_UNSUPPORTED_IN_ELEMENT',
  severity: 'ERROR',
  about:
    'Policy variables work in `Resource` (after the fifth colon of an ARN) and in the values of conditions. Elsewhere they are plain text.',
}
const IN_VERSION: Rule = {
  code: 'VARIABLE_UNSUPPORTED_IN_VERSION',
  severity: 'ERROR',
  about: 'Policy variables need `"Version": "2012-10-17"`; in older policies they are plain text that matches nothing.',
}
const FOR_OPERATOR: Rule = {
  code: 'INVALID_VARIABLE_FOR_OPERATOR',
  severity: 'ERROR',
  about: 'Policy variables work with String and ARN operators only.',
}

/** Rules of policy variables. */
export const variableCheck: Check = {
  rules: [
    MISSING_BRACE,
    MISSING_QUOTE,
    UNSUPPORTED_SPACE,
    EMPTY_VARIABLE,
    INVALID_VARIABLE,
    IN_ELEMENT,
    IN_VERSION,
    FOR_OPERATOR,
  ],
  statement(statement, linting) {
    for (const text of withVariable(elsewhere(statement))) {
      const message = 'Policy variables work in Resource and Condition only: here this is plain text.'
      linting.report(IN_ELEMENT, text, { message })
    }
    for (const text of withVariable(statement.resource?.texts ?? [])) {
      if (checkVersion(text, linting)) continue
      checkSyntax(text, linting)
      if (inPrefix(text.value)) {
        const message = 'In an ARN, policy variables work after the fifth colon only.'
        linting.report(IN_ELEMENT, text, { message })
      }
    }
    for (const { operator, operatorName, texts } of statement.conditions)
      for (const text of withVariable(texts)) {
        if (checkVersion(text, linting)) continue
        if (takesVariables(operator)) checkSyntax(text, linting)
        else {
          const message = `Policy variables work with String and ARN operators only, not with ${operatorName}.`
          linting.report(FOR_OPERATOR, text, { message })
        }
      }
  },
}

/** Whether a variable stands before the fifth colon of an ARN. */
const inPrefix = (value: string): boolean => value.split(':', 5).join(':').includes('${')

const takesVariables = (operator: Operator | undefined): boolean =>
  operator === undefined || /^(?:String|Arn)/.test(operator.name)

const withVariable = (texts: readonly Text[]): readonly Text[] =>
  texts.filter(({ kind, value }) => kind === 'string' && value.includes('${'))

const elsewhere = ({ action, principal, sid }: DraftStatement): readonly Text[] => [
  ...(action?.texts ?? []),
  ...(principal?.entries.flatMap(({ texts }) => texts) ?? []),
  ...(sid === undefined ? [] : [sid]),
]

/** What only a variable can look like: a key with its service, or one of the three escapes. */
const MEANT = /\$\{(?:[a-zA-Z0-9.-]+:[^}]*|[*?$])\}/

/** True where variables are plain text; says so where one is meant. */
function checkVersion(text: Text, { draft, report }: Linting): boolean {
  if (draft.version === '2012-10-17') return false
  if (MEANT.test(text.value)) {
    const message = 'Policy variables need "Version": "2012-10-17"; without it this is plain text.'
    const said = draft.members.get('Version')?.value
    const sure = said === undefined || (said.kind === 'string' && said.value === '2008-10-17')
    report(IN_VERSION, text, { message, fix: sure && isReady(draft) ? [add(['Version'], '2012-10-17')] : undefined })
  }
  return true
}

/** Whether everything that would become a variable is a good one. */
const isReady = ({ statements }: Draft): boolean =>
  statements.every(
    ({ resource, conditions }) =>
      withVariable(resource?.texts ?? []).every(({ value }) => isGood(value) && !inPrefix(value)) &&
      conditions.every(
        ({ operator, texts }) =>
          withVariable(texts).length === 0 || (takesVariables(operator) && texts.every(({ value }) => isGood(value))),
      ),
  )

const isGood = (value: string): boolean => variableFault(value) === undefined

/** Names the first thing wrong with the variables of `text`. */
function checkSyntax(text: Text, { report }: Linting): void {
  if (variableFault(text.value) === undefined) return
  const broken = firstBroken(text.value)
  const close = broken.indexOf('}')
  if (close === -1)
    return report(MISSING_BRACE, text, { message: `The variable ${quote(broken)} has no closing brace.` })
  const variable = broken.slice(0, close + 1)
  const inside = variable.slice(2, -1)
  if (inside.trim() === '') return report(EMPTY_VARIABLE, text, { message: 'The variable ${} has no key.' })
  const comma = inside.indexOf(',')
  const fallback = comma === -1 ? '' : inside.slice(comma + 1)
  if (comma !== -1 && !/^\s*'[^']*'\s*$/.test(fallback))
    return report(MISSING_QUOTE, text, {
      message: `The default value of ${quote(variable)} must stand in single quotes.`,
    })
  if (/\s/.test(inside))
    return report(UNSUPPORTED_SPACE, text, { message: `White space in ${quote(variable)} where none may be.` })
  report(INVALID_VARIABLE, text, { message: `${quote(variable)} is not a policy variable.` })
}

/** From the first `${` whose variable is malformed. */
function firstBroken(value: string): string {
  for (let at = value.indexOf('${'); at !== -1; at = value.indexOf('${', at + 2)) {
    const end = value.indexOf('}', at)
    if (end === -1 || variableFault(value.slice(at, end + 1)) !== undefined) return value.slice(at)
    at = end - 1
  }
  return value
}

const quote = (variable: string): string => JSON.stringify(variable.slice(0, 60))
