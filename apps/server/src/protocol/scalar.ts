/** Values without parts, from and to text: strict, one spelling in, one spelling out. */
import { decodeBase64, encodeBase64 } from '../domain/base64.ts'
import { httpDate, isoSeconds } from '../domain/time.ts'
import { malformedInput } from './malformed.ts'
import type { ScalarSchema } from './schema.ts'
import { parseHttpDate, parseIso8601 } from './timestamp.ts'

const INTEGER = /^-?(?:0|[1-9][0-9]{0,15})$/v
const DECIMAL = /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,17})?(?:[eE][+\-]?[0-9]{1,3})?$/v
const INT32 = 0x7fff_ffff
/** The first and last millisecond of years 1 to 9999: what every format below can write. */
const FIRST_MS = -62_135_596_800_000
const LAST_MS = 253_402_300_799_999

/** Where a timestamp travels decides its format unless its shape says otherwise. Source: Smithy, "timestampFormat trait". */
export type TimestampFormat = NonNullable<ScalarSchema['timestampFormat']>

/** The integer that `text` spells, or undefined: no signs, blanks, exponents or leading zeros, and in range. */
export function integerOf(text: string, kind: 'integer' | 'long'): number | undefined {
  if (!INTEGER.test(text)) return undefined
  const value = Number(text)
  const inRange = kind === 'integer' ? value >= -INT32 - 1 && value <= INT32 : Number.isSafeInteger(value)
  return inRange ? value : undefined
}

/** The finite number that `text` spells in JSON's form, or undefined. */
export function decimalOf(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** Epoch milliseconds of epoch seconds in decimal form, or undefined. */
export function epochSecondsOf(text: string): number | undefined {
  const seconds = decimalOf(text)
  const milliseconds = seconds === undefined ? undefined : Math.trunc(seconds * 1000)
  return milliseconds !== undefined && milliseconds >= FIRST_MS && milliseconds <= LAST_MS ? milliseconds : undefined
}

/** Epoch milliseconds of `text` in the given format; the query protocol's ISO form may also be epoch seconds, as at AWS. */
export function timestampOf(text: string, format: TimestampFormat): number | undefined {
  if (format === 'unixTimestamp') return epochSecondsOf(text)
  return format === 'rfc822' ? parseHttpDate(text) : (parseIso8601(text) ?? epochSecondsOf(text))
}

/** A boolean's only two spellings. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** Plain bytes, not a Buffer: operations see the type the model promises. */
function bytesOf(text: string): Uint8Array | undefined {
  const bytes = decodeBase64(text)
  return bytes === undefined ? undefined : Uint8Array.from(bytes)
}

function parsed(schema: ScalarSchema, text: string, format: TimestampFormat): unknown {
  switch (schema.type) {
    case 'string':
      return text
    case 'integer':
    case 'long':
      return integerOf(text, schema.type)
    case 'float':
    case 'double':
      return decimalOf(text)
    case 'boolean':
      return BOOLEANS.get(text)
    case 'timestamp':
      return timestampOf(text, schema.timestampFormat ?? format)
    case 'blob':
      return bytesOf(text)
  }
}

/** The value that `text` spells. Throws MalformedInput where it spells none. `format` is the place's timestamp format. */
export function scalarOf(schema: ScalarSchema, text: string, at: { path: string; format: TimestampFormat }): unknown {
  const value = parsed(schema, text, at.format)
  if (value === undefined) throw malformedInput(at.path, `is not a valid ${schema.type}`)
  return value
}

/** Seconds with up to three decimals: AWS's JSON form of a time. */
export const epochSeconds = (epochMs: number): number => epochMs / 1000

/** The text of a timestamp in the given format. */
export function timestampText(epochMs: number, format: TimestampFormat): string {
  if (format === 'unixTimestamp') return String(epochSeconds(epochMs))
  return format === 'rfc822' ? httpDate(epochMs) : isoSeconds(epochMs)
}

/** An operation answered with something its model does not allow there: a defect of ours, told to nobody outside. */
export const wrongOutput = (schema: { readonly name: string }): TypeError =>
  new TypeError(`the output does not fit the shape ${schema.name}`)

/** The text of an output value in XML, a header or a query. Throws where the value is not of the shape's type. */
export function scalarText(schema: ScalarSchema, value: unknown, format: TimestampFormat): string {
  if (schema.type === 'string' && typeof value === 'string') return value
  if (schema.type === 'boolean' && typeof value === 'boolean') return String(value)
  if (schema.type === 'blob' && value instanceof Uint8Array) return encodeBase64(value)
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongOutput(schema)
  if (schema.type === 'timestamp') return timestampText(value, schema.timestampFormat ?? format)
  if (schema.type === 'string' || schema.type === 'boolean' || schema.type === 'blob') throw wrongOutput(schema)
  return String(value)
}
