/** One condition asked of one value, and the patterns behind it. */
import { type Block, contains, parseAddress, parseBlock } from '../../literal/address.ts'
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

/** A test made ready: what it costs in steps, and whether a word passes it. */
export interface ReadyTest {
  readonly cost: number
  readonly passes: (word: Word) => boolean
}

/** Makes a test ready. Where it holds variables, words pass it for variables as they are spelled only. */
export function prepare(test: ValueTest): ReadyTest {
  const { condition, variables, matches } = test
  const cost = 1 + (condition.values.length >> 3)
  if (isTextTest(test)) {
    const globs = patternsOf(test) ?? []
    return { cost, passes: (word) => globs.some((glob) => matchesWord(glob, word)) === matches }
  }
  if (condition.operator === 'IpAddress' || condition.operator === 'NotIpAddress') {
    const blocks = condition.values.map(parseBlock).filter((block) => block !== undefined)
    return {
      cost,
      passes: (word) =>
        isWithin(
          blocks,
          textOf(word, () => ''),
        ) === matches,
    }
  }
  const rule = OPERATOR_RULES.get(condition.operator)
  const reading = { context: new Map(), variables: variables !== undefined, wildcards: true, arn: false }
  const holds = (actual: string): boolean =>
    condition.values.some((expected) => rule?.holds(actual, expected, reading) === true)
  return { cost, passes: (word) => holds(textOf(word, () => '')) === matches }
}

/** Whether a text is an address in one of the blocks. */
export function isWithin(blocks: readonly Block[], text: string): boolean {
  const address = parseAddress(text)
  return address !== undefined && blocks.some((block) => contains(block, address))
}
