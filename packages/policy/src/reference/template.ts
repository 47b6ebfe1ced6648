/** Policy text to pattern: wildcards, and variables whose values are inserted as literals (rule 2.3). */
import type { Context } from '../types.ts'
import { ANY, glob, type Pattern, points, SEGMENT_ANY, SEGMENT_STAR, STAR } from './glob.ts'

/** How a policy text is to be read. `arn`: a Resource, whose first five segments have rules of their own (rule 2.1). */
export interface Reading {
  readonly context: Context
  /** Version 2012-10-17; in 2008-10-17 `${` is ordinary text. */
  readonly variables: boolean
  readonly wildcards: boolean
  readonly arn: boolean
}

/** A match, or why there can be none: a variable without a value, or text that has no meaning. */
export type Verdict = boolean | 'unresolved' | 'malformed'

/** Whether the policy text `expected` covers `actual`. */
export function matches(expected: string, actual: string, reading: Reading): Verdict {
  if (reading.wildcards && expected === '*') return true
  const plain = expected.search(/[*?$]/)
  if (plain === -1) return expected === actual
  // Long lists of actions differ early: without a variable, the text before the first wildcard has to be there as it is.
  if (!expected.includes('$') && !actual.startsWith(expected.slice(0, plain))) return false
  // The commonest pattern of all: nothing but a star at the end.
  if (reading.wildcards && plain === expected.length - 1 && expected.endsWith('*')) return true
  const pattern = expand(expected, reading)
  return typeof pattern === 'string' ? pattern : glob(pattern, points(actual))
}

/** The pattern that a policy text stands for in this request. */
export function expand(text: string, reading: Reading): Pattern | 'unresolved' | 'malformed' {
  const pattern: number[] = []
  let colons = 0
  for (let at = 0; at < text.length;) {
    if (reading.variables && text.startsWith('${', at)) {
      // Variables stand only after the fifth colon of an ARN; elsewhere the pattern has no meaning.
      const variable = reading.arn && colons < 5 ? undefined : readVariable(text, at)
      if (variable === undefined) return 'malformed'
      const value = resolve(variable, reading.context)
      if (value === undefined) return 'unresolved'
      for (const point of points(value)) pattern.push(point)
      at = variable.end
      continue
    }
    const point = text.codePointAt(at) ?? 0
    const character = String.fromCodePoint(point)
    if (character === ':') colons += 1
    at += character.length
    pattern.push(reading.wildcards ? symbol(character, { text, at, early: reading.arn && colons < 5 }) : point)
  }
  return pattern
}

/** `at` is the offset after the character. A star that ends its segment may cross colons, others in early segments not. */
function symbol(
  character: string,
  { text, at, early }: { readonly text: string; readonly at: number; readonly early: boolean },
): number {
  if (character === '?') return early ? SEGMENT_ANY : ANY
  if (character !== '*') return character.codePointAt(0) ?? 0
  return early && at < text.length && text[at] !== ':' ? SEGMENT_STAR : STAR
}

interface Variable {
  readonly name: string
  readonly fallback: string | undefined
  readonly end: number
}

/** Reads `${name}` or `${name, 'default'}` at `at`; the default may hold anything but a quote and brace together. */
export function readVariable(text: string, at: number): Variable | undefined {
  const brace = text.indexOf('}', at)
  if (brace === -1) return undefined
  const comma = text.indexOf(", '", at)
  const plain = comma === -1 || comma > brace
  const name = text.slice(at + 2, plain ? brace : comma)
  if (name === '' || name.includes(',')) return undefined
  if (plain) return { name, fallback: undefined, end: brace + 1 }
  const quote = text.indexOf("'}", comma + 3)
  return quote === -1 ? undefined : { name, fallback: text.slice(comma + 3, quote), end: quote + 2 }
}

/** The variable's text: an escape, the value of a single-valued key, or the default when the key is absent. */
function resolve({ name, fallback }: Variable, context: Context): string | undefined {
  if (name === '*' || name === '?' || name === '$') return name
  const held = context.get(name.toLowerCase())
  if (held === undefined || held.values.length === 0) return fallback
  return held.multi || held.values.length > 1 ? undefined : held.values[0]
}
