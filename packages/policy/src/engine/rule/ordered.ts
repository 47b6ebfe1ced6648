/** Numbers and instants: the values of an operator boiled down to one set or one bound. */
import type { Scalar } from '../fact.ts'
import { type Answer, NO, YES } from '../match/template.ts'
import { compareDecimals, type Decimal, decimalText, readDecimal } from '../value/decimal.ts'
import { readInstant } from '../value/instant.ts'

/** How a request value must stand to a policy value. */
export type Relation = 'equal' | 'less' | 'atMost' | 'greater' | 'atLeast'

/** Numbers: to be below any value is to be below the greatest. */
export type NumberTest =
  | { readonly relation: 'equal'; readonly texts: ReadonlySet<string> }
  | { readonly relation: Exclude<Relation, 'equal'>; readonly bound: Decimal }

export type DateTest =
  | { readonly relation: 'equal'; readonly instants: ReadonlySet<number> }
  | { readonly relation: Exclude<Relation, 'equal'>; readonly bound: number }

/** Compiles the values of a Numeric operator; undefined if one is malformed. */
export function compileNumbers(relation: Relation, texts: readonly string[]): NumberTest | undefined {
  const numbers: Decimal[] = []
  for (const text of texts) {
    const number = readDecimal(text)
    if (number === undefined) return undefined
    numbers.push(number)
  }
  if (relation === 'equal') return { relation, texts: new Set(numbers.map(decimalText)) }
  const greatest = relation === 'less' || relation === 'atMost'
  const bound = numbers.reduce((best, one) => (compareDecimals(one, best) > 0 === greatest ? one : best))
  return { relation, bound }
}

/** Compiles the values of a Date operator; undefined if one is malformed. */
export function compileDates(relation: Relation, texts: readonly string[]): DateTest | undefined {
  const instants = texts.map(readInstant)
  if (instants.some(Number.isNaN)) return undefined
  if (relation === 'equal') return { relation, instants: new Set(instants) }
  const greatest = relation === 'less' || relation === 'atMost'
  const bound = instants.reduce((best, one) => (one > best === greatest ? one : best))
  return { relation, bound }
}

/** A request value that is no number matches nothing. */
export function askNumber(test: NumberTest, actual: Scalar): Answer {
  const { decimal } = actual
  if (decimal === false) return NO
  if (test.relation === 'equal') return test.texts.has(decimalText(decimal)) ? YES : NO
  return holds(test.relation, compareDecimals(decimal, test.bound)) ? YES : NO
}

/** A request value that is no instant matches nothing. */
export function askDate(test: DateTest, actual: Scalar): Answer {
  const { instant } = actual
  if (Number.isNaN(instant)) return NO
  if (test.relation === 'equal') return test.instants.has(instant) ? YES : NO
  return holds(test.relation, instant - test.bound) ? YES : NO
}

function holds(relation: Exclude<Relation, 'equal'>, difference: number): boolean {
  switch (relation) {
    case 'less':
      return difference < 0
    case 'atMost':
      return difference <= 0
    case 'greater':
      return difference > 0
    case 'atLeast':
      return difference >= 0
  }
}
