/** Exact comparison of decimal numbers written as text: no rounding, whatever their length. */

const DECIMAL = /^([+-]?)([0-9]+)(?:\.([0-9]+))?$/

interface Decimal {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

function parse(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const digits = match[2] ?? ''
  let from = 0
  while (digits[from] === '0') from += 1
  const whole = digits.slice(from)
  const decimals = match[3] ?? ''
  let until = decimals.length
  while (decimals[until - 1] === '0') until -= 1
  const fraction = decimals.slice(0, until)
  return { negative: match[1] === '-' && whole + fraction !== '', whole, fraction }
}

/** Whether `text` is an optional sign, digits and optionally a fraction; no exponent, no space (rule 2.2). */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text)
}

/** Negative, zero or positive as `left` is below, equal to or above `right`; undefined when either is no decimal. */
export function compareDecimals(left: string, right: string): number | undefined {
  const a = parse(left)
  const b = parse(right)
  if (a === undefined || b === undefined) return undefined
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  const sign = a.negative ? -1 : 1
  if (a.whole.length !== b.whole.length) return sign * (a.whole.length - b.whole.length)
  if (a.whole !== b.whole) return a.whole < b.whole ? -sign : sign
  if (a.fraction === b.fraction) return 0
  return a.fraction < b.fraction ? -sign : sign
}
