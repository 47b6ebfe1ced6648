/** One condition asked of one value, and the patterns behind it. */
import { readVariable } from '../../reference/template.ts'
import { OPERATOR_RULES } from '../../reference/operators.ts'
import type { Condition, OperatorName } from '../../types.ts'
import { compileText, type TextKind, type Variables } from '../text/compile.ts'
import { type Glob, matchesWord, textOf, type Word } from '../text/glob.ts'

/** "The value does (or does not) match one of the condition's values", before any negation by the operator. */
export interface ValueTest {
  readonly condition: Condition
  /** Absent in version 2008-10-17. */
  readonly variables: Variables | undefined
  readonly matches: boolean
}

/** How text operators read their values; the other operators compare numbers, dates, addresses or booleans. */
const TEXT_KINDS: ReadonlyMap<OperatorName, TextKind> = new Map<OperatorName, TextKind>([
  ['StringEquals', 'exact'],
  ['StringNotEquals', 'exact'],
  ['StringEqualsIgnoreCase', 'exactFold'],
  ['StringNotEqualsIgnoreCase', 'exactFold'],
  ['StringLike', 'like'],
  ['StringNotLike', 'like'],
  ['ArnEquals', 'arn'],
  ['ArnLike', 'arn'],
  ['ArnNotEquals', 'arn'],
  ['ArnNotLike', 'arn'],
  ['BinaryEquals', 'exact'],
])

export const isTextTest = ({ condition }: ValueTest): boolean => TEXT_KINDS.has(condition.operator)

/** Whether some value holds a variable that is not an escape. */
export function hasVariable({ condition, variables }: ValueTest): boolean {
  if (variables === undefined) return false
  return condition.values.some((text) => {
    for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at + 1)) {
      const name = readVariable(text, at)?.name
      if (name !== '*' && name !== '?' && name !== '$') return true
    }
    return false
  })
}

/** The patterns of a text test; undefined when one of them cannot be read. */
export function patternsOf({ condition, variables }: ValueTest): readonly Glob[] | undefined {
  const kind = TEXT_KINDS.get(condition.operator)
  if (kind === undefined) return undefined
  const withVariables = variables !== undefined && condition.operator !== 'BinaryEquals'
  const globs: Glob[] = []
  for (const text of condition.values) {
    const glob = compileText(text, withVariables ? { kind, variables } : { kind })
    if (glob === 'opaque') return undefined
    if (glob !== 'nothing') globs.push(glob)
  }
  return globs
}

/** Whether a word passes the test. Where the test holds variables this is so for variables as they are spelled only. */
export function passesTest(word: Word, test: ValueTest): boolean {
  if (isTextTest(test)) return (patternsOf(test) ?? []).some((glob) => matchesWord(glob, word)) === test.matches
  const rule = OPERATOR_RULES.get(test.condition.operator)
  if (rule === undefined) return false
  const reading = { context: new Map(), variables: test.variables !== undefined, wildcards: true, arn: false }
  const actual = textOf(word, () => '')
  return test.condition.values.some((expected) => rule.holds(actual, expected, reading) === true) === test.matches
}
