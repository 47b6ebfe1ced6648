/** Decimal numbers as texts, compared exactly and without building numbers (rule 2.2). */

/** A decimal in canonical parts: no leading zeros before the point, no trailing zeros behind it, and no negative zero. */
export interface Decimal {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

const ZERO = 0x30
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e

/** Reads an optional sign, digits and optionally a point and digits; undefined for anything else. */
export function readDecimal(text: string): Decimal | undefined {
  const sign = text.charCodeAt(0)
  const from = sign === MINUS || sign === PLUS ? 1 : 0
  const point = endOfDigits(text, from)
  if (point === from) return undefined
  let fraction = ''
  if (point < text.length) {
    if (text.charCodeAt(point) !== POINT || point + 1 === text.length) return undefined
    if (endOfDigits(text, point + 1) < text.length) return undefined
    let until = text.length
    while (text.charCodeAt(until - 1) === ZERO) until -= 1
    fraction = text.slice(point + 1, until)
  }
  let first = from
  while (first < point && text.charCodeAt(first) === ZERO) first += 1
  const whole = text.slice(first, point)
  return { negative: sign === MINUS && (whole !== '' || fraction !== ''), whole, fraction }
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) break
    at += 1
  }
  return at
}

/** Negative, zero or positive as `left` is below, equal to or above `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.negative !== right.negative) return left.negative ? -1 : 1
  const size = compareSizes(left, right)
  return left.negative ? -size : size
}

function compareSizes(left: Decimal, right: Decimal): number {
  if (left.whole.length !== right.whole.length) return left.whole.length - right.whole.length
  if (left.whole !== right.whole) return left.whole < right.whole ? -1 : 1
  if (left.fraction === right.fraction) return 0
  return left.fraction < right.fraction ? -1 : 1
}

/** One text for all spellings of a number. */
export function decimalText({ negative, whole, fraction }: Decimal): string {
  return `${negative ? '-' : ''}${whole}.${fraction}`
}
