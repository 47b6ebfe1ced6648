/** Values of the request context, with the forms in which conditions want them, each made at most once. */
import type { ContextValue } from '../types.ts'
import { type Address, readAddress } from './value/address.ts'
import { type Decimal, readDecimal } from './value/decimal.ts'
import { readInstant } from './value/instant.ts'

/** One text with its forms. */
export class Scalar {
  readonly text: string
  #lower: string | undefined = undefined
  #instant: number | undefined = undefined
  #decimal: Decimal | false | undefined = undefined
  #address: Address | false | undefined = undefined
  #segments: readonly string[] | undefined = undefined

  constructor(text: string) {
    this.text = text
  }

  /** The text in lower case. */
  get lower(): string {
    return (this.#lower ??= this.text.toLowerCase())
  }

  /** Epoch milliseconds; NaN if it is no instant. */
  get instant(): number {
    return (this.#instant ??= readInstant(this.text))
  }

  /** The number, or false. */
  get decimal(): Decimal | false {
    return (this.#decimal ??= readDecimal(this.text) ?? false)
  }

  /** The address, or false. */
  get address(): Address | false {
    return (this.#address ??= readAddress(this.text) ?? false)
  }

  /** The six segments of an ARN (the last with all further colons), or an empty list. */
  get segments(): readonly string[] {
    return (this.#segments ??= splitSix(this.text))
  }
}

function splitSix(text: string): readonly string[] {
  const segments: string[] = []
  let from = 0
  for (let index = 0; index < 5; index += 1) {
    const colon = text.indexOf(':', from)
    if (colon === -1) return []
    segments.push(text.slice(from, colon))
    from = colon + 1
  }
  segments.push(text.slice(from))
  return segments
}

/** The value of one context key. */
export class Fact {
  readonly values: readonly string[]
  /** A key with an empty list counts as absent. */
  readonly present: boolean
  /** The only value of a single-valued key; what plain operators and variables see. */
  readonly only: Scalar | undefined
  #scalars: readonly Scalar[] | undefined = undefined

  constructor({ values, multi }: ContextValue) {
    const [first] = values
    this.values = values
    this.present = first !== undefined
    this.only = !multi && values.length === 1 && first !== undefined ? new Scalar(first) : undefined
  }

  /** All values. */
  get scalars(): readonly Scalar[] {
    return (this.#scalars ??= this.only === undefined ? this.values.map((text) => new Scalar(text)) : [this.only])
  }
}

/** The fact of a key that the request has not. */
export const ABSENT: Fact = new Fact({ values: [], multi: false })
