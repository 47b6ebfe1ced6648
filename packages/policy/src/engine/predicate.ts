/** What a condition asks of one request value, compiled from its operator and its values (rule 2.2). */
import type { OperatorName } from '../types.ts'
import { type ArnSet, askArns, compileArns } from './arnSet.ts'
import type { Scalar } from './fact.ts'
import type { Frame } from './frame.ts'
import {
  askDate,
  askNumber,
  compileDates,
  compileNumbers,
  type DateTest,
  type NumberTest,
  type Relation,
} from './ordered.ts'
import { type Answer, compileText, MALFORMED, NO, YES } from './template.ts'
import { askBoolean, askFolded, askTexts, compileTexts, type TextSet } from './textSet.ts'
import type { Reading } from './token.ts'
import { type Block, contains, readBlock } from './value/address.ts'
import { isBase64 } from './value/base64.ts'

/** A compiled operator with its values, negation left out. Undefined data: one of the values is malformed. */
export type Predicate =
  | { readonly kind: 'texts' | 'folded' | 'boolean'; readonly set: TextSet }
  | { readonly kind: 'number'; readonly test: NumberTest | undefined }
  | { readonly kind: 'date'; readonly test: DateTest | undefined }
  | { readonly kind: 'address'; readonly blocks: readonly Block[] | undefined }
  | { readonly kind: 'arn'; readonly set: ArnSet }
  | { readonly kind: 'binary'; readonly texts: ReadonlySet<string> | undefined }

type Compile = (values: readonly string[], reading: Reading) => Predicate

const texts: Compile = (values, reading) => ({
  kind: 'texts',
  set: compileTexts(values, { ...reading, wildcards: false }),
})
const patterns: Compile = (values, reading) => ({ kind: 'texts', set: compileTexts(values, reading) })
const arns: Compile = (values, reading) => ({ kind: 'arn', set: compileArns(values, reading) })

const folded: Compile = (values, reading) => {
  const set = compileTexts(values, { ...reading, wildcards: false })
  return { kind: 'folded', set: { ...set, exact: new Set([...set.exact].map((text) => text.toLowerCase())) } }
}

const boolean: Compile = (values, reading) => {
  const plain = { ...reading, wildcards: false }
  const set = compileTexts(values, plain)
  const isBoolean = (text: string): boolean => text === 'true' || text === 'false'
  // Other texts mean nothing, unless an escape made them.
  const isMeaningless = (value: string): boolean => {
    const compiled = compileText(value, plain)
    return compiled.kind === 'glob' && compiled.glob.prefix === value && !isBoolean(value.toLowerCase())
  }
  const exact = new Set([...set.exact].map((text) => text.toLowerCase()).filter(isBoolean))
  return { kind: 'boolean', set: { ...set, exact, malformed: set.malformed || values.some(isMeaningless) } }
}

const addresses: Compile = (values) => {
  const blocks: Block[] = []
  for (const text of values) {
    const block = readBlock(text)
    if (block === undefined) return { kind: 'address', blocks: undefined }
    blocks.push(block)
  }
  return { kind: 'address', blocks }
}

const binary: Compile = (values) => ({ kind: 'binary', texts: values.every(isBase64) ? new Set(values) : undefined })
const numbers =
  (relation: Relation): Compile =>
  (values) => ({ kind: 'number', test: compileNumbers(relation, values) })
const dates =
  (relation: Relation): Compile =>
  (values) => ({ kind: 'date', test: compileDates(relation, values) })

/** All 26 operators but Null, which asks for no value. */
const COMPILERS: Readonly<Record<Exclude<OperatorName, 'Null'>, Compile>> = {
  StringEquals: texts,
  StringNotEquals: texts,
  StringEqualsIgnoreCase: folded,
  StringNotEqualsIgnoreCase: folded,
  StringLike: patterns,
  StringNotLike: patterns,
  NumericEquals: numbers('equal'),
  NumericNotEquals: numbers('equal'),
  NumericLessThan: numbers('less'),
  NumericLessThanEquals: numbers('atMost'),
  NumericGreaterThan: numbers('greater'),
  NumericGreaterThanEquals: numbers('atLeast'),
  DateEquals: dates('equal'),
  DateNotEquals: dates('equal'),
  DateLessThan: dates('less'),
  DateLessThanEquals: dates('atMost'),
  DateGreaterThan: dates('greater'),
  DateGreaterThanEquals: dates('atLeast'),
  Bool: boolean,
  BinaryEquals: binary,
  IpAddress: addresses,
  NotIpAddress: addresses,
  ArnEquals: arns,
  ArnLike: arns,
  ArnNotEquals: arns,
  ArnNotLike: arns,
}

const BY_NAME: ReadonlyMap<string, Compile> = new Map(Object.entries(COMPILERS))

/** Compiles an operator with its values; undefined for an operator from the future. */
export function compilePredicate(operator: string, values: readonly string[], reading: Reading): Predicate | undefined {
  return BY_NAME.get(operator)?.(values, reading)
}

/** Whether the operator turns the answer round. */
export function isNegated(operator: string): boolean {
  return NEGATED.has(operator)
}

const NEGATED: ReadonlySet<string> = new Set<OperatorName>([
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'NumericNotEquals',
  'DateNotEquals',
  'NotIpAddress',
  'ArnNotEquals',
  'ArnNotLike',
])

/** Asks the predicate about one value of the request. */
export function ask(predicate: Predicate, actual: Scalar, frame: Frame): Answer {
  switch (predicate.kind) {
    case 'texts':
      return askTexts(predicate.set, actual.text, frame)
    case 'folded':
      return askFolded(predicate.set, actual, frame)
    case 'boolean':
      return askBoolean(predicate.set, actual, frame)
    case 'number':
      return askNumber(predicate.test, actual)
    case 'date':
      return askDate(predicate.test, actual)
    case 'arn':
      return askArns(predicate.set, actual, frame)
    case 'address':
      return askBlocks(predicate.blocks, actual)
    case 'binary':
      return predicate.texts === undefined ? MALFORMED : predicate.texts.has(actual.text) ? YES : NO
  }
}

/** A request value of the wrong form does not match; a policy value of the wrong form has no meaning. */
function askBlocks(blocks: readonly Block[] | undefined, { address }: Scalar): Answer {
  if (blocks === undefined) return MALFORMED
  if (address === false) return NO
  for (const block of blocks) if (contains(block, address)) return YES
  return NO
}
