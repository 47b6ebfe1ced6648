/** Per kind of operator: a value that satisfies it, a value that does not, and how a sentence says so. */
import { contains, parseAddress, parseBlock } from '../literal/address.ts'
import { parseInstant } from '../literal/instant.ts'
import type { OperatorName } from '../types.ts'
import { type Instance, instanceOf } from './instance.ts'
import { isoSeconds } from './moments.ts'

/** A positive operator's values. `undefined`: none is easily found. */
export interface Members {
  /** A request value that the policy value `expected` matches. */
  readonly member: (expected: string, given: Instance) => string | undefined
  /** A request value that none of `expected` matches. */
  readonly outsider: (expected: readonly string[], given: Instance) => string | undefined
  /** After the key's name: `were`, `matched`, ... then the policy's value. */
  readonly is: string
  readonly isNot: string
}

/** The operator without its negation: `StringLike` for `StringNotLike`. */
export function positiveOf(operator: OperatorName): string {
  return operator.replace('Not', '')
}

const equal = (expected: string, given: Instance): string | undefined =>
  instanceOf(expected, { ...given, wildcards: false })
const other = (): string => 'example'

const EQUALS: Members = { member: equal, outsider: other, is: 'were', isNot: 'were not' }
const LIKE: Members = { member: instanceOf, outsider: other, is: 'matched', isNot: 'did not match' }
const ARN: Members = {
  member: instanceOf,
  outsider: () => 'arn:aws:iam::000000000000:role/example',
  is: 'matched',
  isNot: 'did not match',
}

const BOOL: Members = {
  member: (expected, given) => equal(expected, given)?.toLowerCase(),
  outsider: ([first = ''], given) => (equal(first, given)?.toLowerCase() === 'true' ? 'false' : 'true'),
  is: 'were',
  isNot: 'were not',
}

/** Decimals one below, at and one above; large ones lose their last digits, which replay finds out. */
function decimal(expected: string, step: number): string | undefined {
  if (step === 0) return expected
  const shifted = Math.floor(Number(expected)) + step
  return Number.isSafeInteger(shifted) ? String(shifted) : undefined
}

function instant(expected: string, step: number): string | undefined {
  const ms = parseInstant(expected)
  return step === 0 || ms === undefined ? expected : isoSeconds(ms + step * 1000)
}

/** An ordering: how far from the policy's value a member and an outsider lie. */
function ordered(
  shift: (expected: string, step: number) => string | undefined,
  steps: readonly [member: number, outsider: number],
  words: readonly [is: string, isNot: string],
): Members {
  return {
    member: (expected) => shift(expected, steps[0]),
    outsider: ([first = '']) => shift(first, steps[1]),
    is: words[0],
    isNot: words[1],
  }
}

const ADDRESSES = ['203.0.113.1', '198.51.100.1', '10.0.0.1', '2001:db8::1']
const IP: Members = {
  member: (expected) => expected.split('/')[0],
  outsider: (expected) => {
    const blocks = expected.map(parseBlock).filter((block) => block !== undefined)
    return ADDRESSES.find((text) => {
      const address = parseAddress(text)
      return address !== undefined && !blocks.some((block) => contains(block, address))
    })
  },
  is: 'were in',
  isNot: 'were outside',
}

/** By positive operator. */
export const MEMBERS: ReadonlyMap<string, Members> = new Map<string, Members>([
  ['StringEquals', EQUALS],
  ['StringEqualsIgnoreCase', EQUALS],
  ['StringLike', LIKE],
  ['NumericEquals', ordered(decimal, [0, 1], ['were', 'were not'])],
  ['NumericLessThan', ordered(decimal, [-1, 0], ['were less than', 'were at least'])],
  ['NumericLessThanEquals', ordered(decimal, [0, 1], ['were at most', 'were greater than'])],
  ['NumericGreaterThan', ordered(decimal, [1, 0], ['were greater than', 'were at most'])],
  ['NumericGreaterThanEquals', ordered(decimal, [0, -1], ['were at least', 'were less than'])],
  ['DateEquals', ordered(instant, [0, 1], ['were', 'were not'])],
  ['DateLessThan', ordered(instant, [-1, 0], ['were before', 'were at or after'])],
  ['DateLessThanEquals', ordered(instant, [0, 1], ['were at or before', 'were after'])],
  ['DateGreaterThan', ordered(instant, [1, 0], ['were after', 'were at or before'])],
  ['DateGreaterThanEquals', ordered(instant, [0, -1], ['were at or after', 'were before'])],
  ['Bool', BOOL],
  ['BinaryEquals', { ...EQUALS, member: (expected) => expected, outsider: () => 'ZXhhbXBsZQ==' }],
  ['IpAddress', IP],
  ['ArnEquals', ARN],
  ['ArnLike', ARN],
])
