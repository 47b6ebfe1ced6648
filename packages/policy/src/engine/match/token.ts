/** Policy text taken apart: literal stretches, wildcards, variables (rules 2.1, 2.3). */

export type Wildcard = '*' | '?' | 'segment*' | 'segment?'

/** `${name}` or `${name, 'fallback'}`; `slot` numbers the key among those of its policy. */
export interface Variable {
  readonly slot: number
  readonly fallback: string | undefined
}

/** A piece of a policy text. Neighbouring literals are one, and stars in a row too where the first may be left out. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly wildcard: Wildcard }
  | { readonly kind: 'variable'; readonly variable: Variable }

/** How to read a text. `arn`: a Resource, whose first five segments have rules of their own. `slotOf` interns keys. */
export interface Reading {
  readonly variables: boolean
  readonly wildcards: boolean
  readonly arn: boolean
  readonly slotOf: (key: string) => number
}

/** `malformed`: after these tokens stands a variable that means nothing, so the text covers nothing that could be told. */
export interface Tokens {
  readonly tokens: readonly Token[]
  readonly malformed: boolean
}

const NO_SPECIAL = /[*?$]/

/** Takes `text` apart. */
export function readTokens(text: string, reading: Reading): Tokens {
  if (text !== '' && text.search(NO_SPECIAL) === -1) return { tokens: [{ kind: 'text', text }], malformed: false }
  const tokens: Token[] = []
  let literal = ''
  let colons = 0
  const push = (token: Token): void => {
    if (literal !== '') tokens.push({ kind: 'text', text: literal })
    literal = ''
    tokens.push(token)
  }
  let malformed = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    const early = reading.arn && colons < 5
    if (character === '$' && reading.variables && text[at + 1] === '{') {
      // Variables stand only after the fifth colon of an ARN.
      const variable = early ? undefined : readVariable(text, at)
      if (variable === undefined) {
        malformed = true
        break
      }
      if (isEscape(variable.name)) literal += variable.name
      else push({ kind: 'variable', variable: { slot: reading.slotOf(variable.name), fallback: variable.fallback } })
      at = variable.end - 1
    } else if (reading.wildcards && (character === '*' || character === '?')) {
      push({ kind: 'wildcard', wildcard: wildcardAt(text, at, early) })
    } else {
      if (character === ':') colons += 1
      literal += character
    }
  }
  if (literal !== '') tokens.push({ kind: 'text', text: literal })
  return { tokens, malformed }
}

/** A star that ends its segment may cross colons; other wildcards of early segments stay inside them. */
function wildcardAt(text: string, at: number, early: boolean): Wildcard {
  if (text[at] === '?') return early ? 'segment?' : '?'
  return early && at + 1 < text.length && text[at + 1] !== ':' ? 'segment*' : '*'
}

function isEscape(name: string): boolean {
  return name === '*' || name === '?' || name === '$'
}

/** A variable as written; `end` is the offset behind it. */
export interface WrittenVariable {
  readonly name: string
  readonly fallback: string | undefined
  readonly end: number
}

/** Reads the variable whose `$` is at `at`. The default may hold anything but a quote and a brace together. */
export function readVariable(text: string, at: number): WrittenVariable | undefined {
  const start = at + 2
  const brace = text.indexOf('}', start)
  if (brace === -1) return undefined
  const [name = '', ...rest] = text.slice(start, brace).split(',', 2)
  if (name === '') return undefined
  if (rest.length === 0) return { name, fallback: undefined, end: brace + 1 }
  const value = start + name.length + 3
  if (!text.startsWith(", '", value - 3)) return undefined
  const close = text.indexOf("'}", value)
  return close === -1 ? undefined : { name, fallback: text.slice(value, close), end: close + 2 }
}
