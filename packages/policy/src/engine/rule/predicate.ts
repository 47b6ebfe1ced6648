/** What a condition asks of one request value, compiled from its operator and its values (rule 2.2). */
import type { OperatorName } from '../../types.ts'
import { type ArnSet, askArns, compileArns } from '../match/arnSet.ts'
import type { Scalar } from '../fact.ts'
import type { Frame } from '../frame.ts'
import {
  askDate,
  askNumber,
  compileDates,
  compileNumbers,
  type DateTest,
  type NumberTest,
  type Relation,
} from './ordered.ts'
import { type Answer, compileText, MALFORMED, NO, YES } from '../match/template.ts'
import { askBoolean, askFolded, askTexts, compileTexts, settle, type TextSet } from '../match/textSet.ts'
import type { Reading } from '../match/token.ts'
import { type Block, contains, readBlock } from '../value/address.ts'
import { isBase64 } from '../value/base64.ts'

/** What to compare: which member of the predicate is used, and how. Numbers, because this is asked at every turn. */
const TEXT = 0
const FOLDED_TEXT = 1
const ONE_OF = 2
const TEXTS = 3
const FOLDED = 4
const BOOLEAN = 5
const NUMBER = 6
const DATE = 7
const ADDRESS = 8
const ARN = 9
const SPOILT = 10

/** A compiled operator with its values, negation left out. All have the same members, of which one or two are used. */
export interface Predicate {
  readonly kind: number
  readonly text: string
  readonly oneOf: ReadonlySet<string>
  readonly texts: TextSet | undefined
  readonly arns: ArnSet | undefined
  readonly number: NumberTest | undefined
  readonly date: DateTest | undefined
  readonly blocks: readonly Block[]
}

const NONE: ReadonlySet<string> = new Set()

type Data = Partial<Omit<Predicate, 'kind'>>

function makePredicate(
  kind: number,
  { text = '', oneOf = NONE, texts, arns, number, date, blocks = [] }: Data,
): Predicate {
  return { kind, text, oneOf, texts, arns, number, date, blocks }
}

/** A value of the policy has no meaning, and with it the condition, whatever the request's value is. */
const spoilt = makePredicate(SPOILT, {})

type Compile = (values: readonly string[], reading: Reading) => Predicate

function ofTexts(texts: TextSet): Predicate {
  if (texts.malformed) return spoilt
  const { exact, everything, globs, many, templates } = texts
  if (everything || globs.length > 0 || many !== undefined || templates.length > 0 || exact === undefined)
    return makePredicate(TEXTS, { texts })
  return typeof exact === 'string' ? makePredicate(TEXT, { text: exact }) : makePredicate(ONE_OF, { oneOf: exact })
}

const texts: Compile = (values, reading) => ofTexts(compileTexts(values, { ...reading, wildcards: false }))
const patterns: Compile = (values, reading) => ofTexts(compileTexts(values, reading))
const arns: Compile = (values, reading) => makePredicate(ARN, { arns: compileArns(values, reading) })

function ofFolded(kind: number, texts: TextSet): Predicate {
  const { exact, templates, malformed } = texts
  return typeof exact === 'string' && templates.length === 0 && !malformed
    ? makePredicate(FOLDED_TEXT, { text: exact })
    : makePredicate(kind, { texts })
}

const folded: Compile = (values, reading) =>
  ofFolded(
    FOLDED,
    compileTexts(values, { ...reading, wildcards: false }, (text) => text.toLowerCase()),
  )

const boolean: Compile = (values, reading) => {
  const plain = { ...reading, wildcards: false }
  const meant: string[] = []
  for (const value of values) {
    const compiled = compileText(value, plain)
    // Other texts than `true` and `false` mean nothing, unless an escape made them; then they match nothing.
    if (typeof compiled !== 'string' || isBoolean(compiled)) meant.push(value)
    else if (compiled === value) return spoilt
  }
  return ofFolded(
    BOOLEAN,
    compileTexts(meant, plain, (text) => text.toLowerCase()),
  )
}

function isBoolean(text: string): boolean {
  const folded = text.toLowerCase()
  return folded === 'true' || folded === 'false'
}

const addresses: Compile = (values) => {
  const blocks: Block[] = []
  for (const value of values) {
    const block = readBlock(value)
    if (block === undefined) return spoilt
    blocks.push(block)
  }
  return makePredicate(ADDRESS, { blocks })
}

/** Strict base64 of the same bytes is the same text. */
const binary: Compile = (values, reading) =>
  values.every(isBase64) ? ofTexts(compileTexts(values, { ...reading, variables: false, wildcards: false })) : spoilt

const numbers =
  (relation: Relation): Compile =>
  (values) => {
    const number = compileNumbers(relation, values)
    return number === undefined ? spoilt : makePredicate(NUMBER, { number })
  }

const dates =
  (relation: Relation): Compile =>
  (values) => {
    const date = compileDates(relation, values)
    return date === undefined ? spoilt : makePredicate(DATE, { date })
  }

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

/** Up to how many times variables are replaced anew rather than beforehand. */
const FEW = 4

/** The predicate for asking about so many values, its variables replaced once, where that saves work. */
export function settlePredicate(
  predicate: Predicate,
  values: number,
  frame: Frame,
): { readonly predicate: Predicate; readonly unresolved: boolean } {
  const { kind, texts } = predicate
  if (kind !== TEXTS || texts === undefined || texts.templates.length * values <= FEW)
    return { predicate, unresolved: false }
  const { set, unresolved } = settle(texts, frame)
  return { predicate: set.malformed ? spoilt : makePredicate(TEXTS, { texts: set }), unresolved }
}

/** The predicate of a String operator with other texts, in which variables were replaced; any other predicate as it is. */
export function withTexts(predicate: Predicate, texts: TextSet): Predicate {
  return predicate.kind === TEXTS ? ofTexts(texts) : predicate
}

/** Asks the predicate about one value of the request. */
export function ask(predicate: Predicate, actual: Scalar, frame: Frame): Answer {
  switch (predicate.kind) {
    case TEXT:
      return actual.text === predicate.text ? YES : NO
    case FOLDED_TEXT:
      return actual.lower === predicate.text ? YES : NO
    case ONE_OF:
      return predicate.oneOf.has(actual.text) ? YES : NO
    default:
      return askMore(predicate, actual, frame)
  }
}

function askMore(predicate: Predicate, actual: Scalar, frame: Frame): Answer {
  switch (predicate.kind) {
    case TEXTS:
      return predicate.texts === undefined ? MALFORMED : askTexts(predicate.texts, actual.text, frame)
    case FOLDED:
      return predicate.texts === undefined ? MALFORMED : askFolded(predicate.texts, actual, frame)
    case BOOLEAN:
      return predicate.texts === undefined ? MALFORMED : askBoolean(predicate.texts, actual, frame)
    case NUMBER:
      return predicate.number === undefined ? MALFORMED : askNumber(predicate.number, actual)
    case DATE:
      return predicate.date === undefined ? MALFORMED : askDate(predicate.date, actual)
    case ARN:
      return predicate.arns === undefined ? MALFORMED : askArns(predicate.arns, actual, frame)
    case ADDRESS:
      return askBlocks(predicate.blocks, actual)
    default:
      return MALFORMED
  }
}

/** A request value that is no address matches nothing. */
function askBlocks(blocks: readonly Block[], { address }: Scalar): Answer {
  if (address === false) return NO
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index]
    if (block !== undefined && contains(block, address)) return YES
  }
  return NO
}
