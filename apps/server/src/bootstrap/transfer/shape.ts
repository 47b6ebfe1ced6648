/** Reads JSON of unknown origin into a known shape, or says where it is not of that shape. */
import { printable } from '@brevet/policy'
import { Secret } from '../../domain/secret.ts'
import { TransferError } from './transferError.ts'

/** Answers the value in the form wanted; throws TransferError that names the place, never the value: it may be a secret. */
export type Read<T> = (value: unknown, at: string) => T

/** A member of an object. */
export interface Field<T> {
  readonly read: Read<T>
  readonly optional: boolean
}

/** A reader for every member of T, and for nothing else. */
export type Fields<T> = { readonly [M in keyof Required<T>]: Field<Required<T>[M]> }

const wrong = (at: string): TransferError => new TransferError(`${at} is not as this Brevet writes it`)

/** Any text, of at most `longest` characters and of the pattern where there is one. */
export const text =
  (pattern?: RegExp, longest = 1_048_576): Read<string> =>
  (value, at) => {
    if (typeof value !== 'string' || value.length > longest || pattern?.test(value) === false) throw wrong(at)
    return value
  }

/** A text that answers in XML can hold, and no terminal obeys. */
export const plain = (longest: number): Read<string> =>
  text(/^[\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u, longest)

/** The same, on one line and not empty. */
export const plainLine = (longest: number): Read<string> => {
  const form = plain(longest)
  return (value, at) => {
    const line = form(value, at)
    if (!/^[^\t\n\r]+$/.test(line)) throw wrong(at)
    return line
  }
}

/** One of these texts. */
export const oneOf =
  <T extends string>(...values: readonly T[]): Read<T> =>
  (value, at) => {
    const found = values.find((each) => each === value)
    if (found === undefined) throw wrong(at)
    return found
  }

/** The last millisecond of the year 9999, UTC: later ones cannot be printed. */
const LAST_MS = 253_402_300_799_999

/** A whole number from `least` to `most`, which are a time's. */
export const whole =
  (least = 0, most = LAST_MS): Read<number> =>
  (value, at) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) throw wrong(at)
    return value
  }

export const flag: Read<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at)
  return value
}

/** A text that is held as a Secret from here on. */
export const secretOf =
  (pattern: RegExp): Read<Secret> =>
  (value, at) =>
    new Secret(text(pattern)(value, at))

export const listOf =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw wrong(at)
    return value.map((item, index) => read(item, `${at}[${index}]`))
  }

/** A member that must be there. */
export const must = <T>(read: Read<T>): Field<T> => ({ read, optional: false })
/** A member that may be absent. */
export const may = <T>(read: Read<T>): Field<T> => ({ read, optional: true })

/** An object with these members and no others. */
export const objectOf =
  <T>(fields: Fields<T>): Read<T> =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at)
    const given = new Map(Object.entries(value))
    const result: [string, unknown][] = []
    for (const [name, { optional, read }] of Object.entries<Field<unknown>>(fields)) {
      const member: unknown = given.get(name)
      given.delete(name)
      if (member === undefined && optional) continue
      result.push([name, read(member, `${at}.${name}`)])
    }
    for (const name of given.keys()) throw wrong(`${at}.${printable(name)}`)
    // Every member of T was read by the reader that its type asks for.
    return Object.fromEntries(result) as T
  }
