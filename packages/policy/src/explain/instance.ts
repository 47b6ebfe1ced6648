/** Texts that a policy's pattern matches, as near to what the request has as is easily done. Guesses: replay decides. */
import { readVariable } from '../reference/template.ts'
import type { Context } from '../types.ts'

/** What stands for a star where nothing better is known. */
const ANYTHING = 'example'

/** Longest text made; longer ones help nobody and cost time. */
const MAX_LENGTH = 2_048

/** How a pattern is to be read; `near` is the request's own text. */
export interface Instance {
  readonly context: Context
  /** Version 2012-10-17. */
  readonly variables: boolean
  readonly wildcards: boolean
  readonly near?: string
}

/** A text that `pattern` matches; undefined if a variable has no value or the text would be too long. */
export function instanceOf(pattern: string, { context, variables, wildcards, near }: Instance): string | undefined {
  let text = ''
  let taken = 0
  let colons = 0
  for (let at = 0; at < pattern.length; at += 1) {
    const unit = pattern[at]
    let piece: string
    let end = at + 1
    if (unit === ':') colons += 1
    if (variables && unit === '$' && pattern[end] === '{') {
      const variable = readVariable(pattern, at)
      const value = variable === undefined ? undefined : valueOf(variable, context)
      if (variable === undefined || value === undefined) return undefined
      piece = value
      end = variable.end
    } else if (wildcards && unit === '?') piece = 'x'
    else if (wildcards && unit === '*') {
      const whole = colons < 5 && pattern[at - 1] === ':' && pattern[end] === ':'
      piece = end === pattern.length ? tailOf(near) : ((whole ? near?.split(':')[colons] : undefined) ?? ANYTHING)
    } else continue
    text += pattern.slice(taken, at) + piece
    if (text.length > MAX_LENGTH) return undefined
    taken = end
    at = end - 1
  }
  if (taken === 0) text = pattern
  else if (taken < pattern.length) text += pattern.slice(taken)
  return text.length > MAX_LENGTH ? undefined : text
}

function valueOf(
  { name, fallback }: { name: string; fallback: string | undefined },
  context: Context,
): string | undefined {
  if (name === '*' || name === '?' || name === '$') return name
  const held = context.get(name.toLowerCase())
  if (held === undefined || held.values.length === 0) return fallback
  return held.multi || held.values.length > 1 ? undefined : held.values[0]
}

/** The last part of what the request has: `b/2026/x` gives `x`. */
function tailOf(near: string | undefined): string {
  if (near === undefined) return ANYTHING
  const tail = near.slice(Math.max(near.lastIndexOf('/'), near.lastIndexOf(':')) + 1)
  return tail === '' || tail === '*' ? ANYTHING : tail
}
