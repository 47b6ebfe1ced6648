/** What each operator asks of one request value and one policy value (rule 2.2). Negation and sets come later. */
import { contains, parseAddress, parseBlock } from '../literal/address.ts'
import { isBase64 } from '../literal/base64.ts'
import { compareDecimals, isDecimal } from '../literal/decimal.ts'
import { parseInstant } from '../literal/instant.ts'
import type { OperatorName } from '../types.ts'
import { expand, matches, type Reading, readVariable, type Verdict } from './template.ts'

/** `malformed` blames the policy value; a request value of the wrong form merely does not match. */
type Predicate = (actual: string, expected: string, reading: Reading) => Verdict

/** A positive predicate, and whether the operator negates it. */
export interface OperatorRule {
  readonly negated: boolean
  readonly holds: Predicate
}

const equal: Predicate = (actual, expected, reading) => matches(expected, actual, { ...reading, wildcards: false })
const like: Predicate = (actual, expected, reading) => matches(expected, actual, reading)

const equalIgnoringCase: Predicate = (actual, expected, reading) => {
  const text = expandText(expected, reading)
  return typeof text === 'string' ? text.toLowerCase() === actual.toLowerCase() : text.why
}

/** Bool takes variables; a variable whose value is no boolean matches nothing. */
const bool: Predicate = (actual, expected, reading) => {
  const text = expandText(expected, reading)
  if (typeof text !== 'string') return text.why
  const wanted = text.toLowerCase()
  if (wanted !== 'true' && wanted !== 'false') return text === expected ? 'malformed' : false
  return actual.toLowerCase() === wanted
}

function expandText(expected: string, reading: Reading): string | { readonly why: 'unresolved' | 'malformed' } {
  const pattern = expand(expected, { ...reading, wildcards: false })
  return typeof pattern === 'string' ? { why: pattern } : pattern.map((point) => String.fromCodePoint(point)).join('')
}

type Ordering = (difference: number) => boolean

/** Decimals are compared exactly, whatever their length. */
function numeric(holds: Ordering): Predicate {
  return (actual, expected) => {
    if (!isDecimal(expected)) return 'malformed'
    const difference = compareDecimals(actual, expected)
    return difference !== undefined && holds(difference)
  }
}

/** Both sides are brought to epoch milliseconds. */
function date(holds: Ordering): Predicate {
  return (actual, expected) => {
    const wanted = parseInstant(expected)
    if (wanted === undefined) return 'malformed'
    const given = parseInstant(actual)
    return given !== undefined && holds(given - wanted)
  }
}

/** Strict base64 is unique, so equal texts are equal bytes. */
const binary: Predicate = (actual, expected) => (isBase64(expected) ? actual === expected : 'malformed')

const address: Predicate = (actual, expected) => {
  const block = parseBlock(expected)
  if (block === undefined) return 'malformed'
  const given = parseAddress(actual)
  return given !== undefined && contains(block, given)
}

/** Six segments matched one by one. Fewer, even `*`, match nothing (question 3). A lone variable is a whole ARN. */
const arn: Predicate = (actual, expected, reading) => {
  const given = actual.split(':')
  if (given.length < 6) return false
  const wanted = splitArn(expected, reading.variables)
  if (wanted.length === 1 && reading.variables && readVariable(expected, 0)?.end === expected.length)
    return expected.startsWith('${') && matches(expected, actual, reading)
  if (wanted.length < 6) return false
  const verdicts = wanted.map((segment, index) => {
    const text = index < 5 ? (given[index] ?? '') : given.slice(5).join(':')
    return matches(segment, text, reading)
  })
  return verdicts.find((verdict) => verdict === 'malformed' || verdict === 'unresolved') ?? !verdicts.includes(false)
}

/** Splits at the first five colons outside variables, so that a value never shifts the segments. */
function splitArn(text: string, variables: boolean): readonly string[] {
  const segments: string[] = []
  let segment = ''
  let at = 0
  while (at < text.length && segments.length < 5) {
    const { end } = (variables && text.startsWith('${', at) ? readVariable(text, at) : undefined) ?? { end: at + 1 }
    const piece = text.slice(at, end)
    if (piece === ':') segments.push(segment)
    segment = piece === ':' ? '' : segment + piece
    at = end
  }
  return [...segments, segment + text.slice(at)]
}

const yes = (holds: Predicate): OperatorRule => ({ negated: false, holds })
const not = (holds: Predicate): OperatorRule => ({ negated: true, holds })

/** All operators but Null, which asks for no value. */
export const OPERATOR_RULES: ReadonlyMap<string, OperatorRule> = new Map<Exclude<OperatorName, 'Null'>, OperatorRule>([
  ['StringEquals', yes(equal)],
  ['StringNotEquals', not(equal)],
  ['StringEqualsIgnoreCase', yes(equalIgnoringCase)],
  ['StringNotEqualsIgnoreCase', not(equalIgnoringCase)],
  ['StringLike', yes(like)],
  ['StringNotLike', not(like)],
  ['NumericEquals', yes(numeric((difference) => difference === 0))],
  ['NumericNotEquals', not(numeric((difference) => difference === 0))],
  ['NumericLessThan', yes(numeric((difference) => difference < 0))],
  ['NumericLessThanEquals', yes(numeric((difference) => difference <= 0))],
  ['NumericGreaterThan', yes(numeric((difference) => difference > 0))],
  ['NumericGreaterThanEquals', yes(numeric((difference) => difference >= 0))],
  ['DateEquals', yes(date((difference) => difference === 0))],
  ['DateNotEquals', not(date((difference) => difference === 0))],
  ['DateLessThan', yes(date((difference) => difference < 0))],
  ['DateLessThanEquals', yes(date((difference) => difference <= 0))],
  ['DateGreaterThan', yes(date((difference) => difference > 0))],
  ['DateGreaterThanEquals', yes(date((difference) => difference >= 0))],
  ['Bool', yes(bool)],
  ['BinaryEquals', yes(binary)],
  ['IpAddress', yes(address)],
  ['NotIpAddress', not(address)],
  ['ArnEquals', yes(arn)],
  ['ArnLike', yes(arn)],
  ['ArnNotEquals', not(arn)],
  ['ArnNotLike', not(arn)],
])
