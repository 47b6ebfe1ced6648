/** Patterns with variables. A variable's value is literal text, never a pattern (rule 2.3). */
import { Automaton } from './automaton.ts'
import type { Frame } from './frame.ts'
import { compileGlob, type Glob, globMatches, greedyMatches, isSearchable } from './glob.ts'
import { type Reading, readTokens, type Token, type Variable } from './token.ts'

/** What a policy text says to an actual text: a plain answer, or why there is none. */
export const NO = 0
export const YES = 1
/** A variable has no value, or several. */
export const UNRESOLVED = 2
/** The policy text has no meaning. */
export const MALFORMED = 3
export type Answer = typeof NO | typeof YES | typeof UNRESOLVED | typeof MALFORMED

/** A pattern whose text depends on the request. */
export interface Template {
  /** As the policy has it. */
  readonly written: string
  readonly tokens: readonly Token[]
  /** Fails with this answer once all its variables are resolved. */
  readonly malformed: boolean
  /** Has stars only, so that it can be searched for from left to right. */
  readonly searchable: boolean
  /** The text before the first wildcard or variable. */
  readonly prefix: string
}

/** A compiled policy text: a glob, a template, or `malformed` whatever the request. */
export type Compiled =
  | { readonly kind: 'glob'; readonly glob: Glob }
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'malformed' }

const MALFORMED_TEXT: Compiled = { kind: 'malformed' }

/** Compiles a policy text. */
export function compileText(text: string, reading: Reading): Compiled {
  const { tokens, malformed } = readTokens(text, reading)
  if (!tokens.some(({ kind }) => kind === 'variable'))
    return malformed ? MALFORMED_TEXT : { kind: 'glob', glob: compileGlob(tokens) }
  const [first] = tokens
  const searchable = tokens.every((token) =>
    token.kind === 'wildcard' ? token.wildcard === '*' : token.kind === 'variable' || token.text.isWellFormed(),
  )
  const prefix = first?.kind === 'text' ? first.text : ''
  return { kind: 'template', template: { written: text, tokens, malformed, searchable, prefix } }
}

/** Asks a template about `text`. */
export function askTemplate(template: Template, text: string, frame: Frame): Answer {
  const resolved = resolve(template.tokens, frame)
  if (resolved === undefined) return UNRESOLVED
  if (template.malformed) return MALFORMED
  const blocks = template.searchable && isWellFormed(resolved) ? join(resolved) : undefined
  if (blocks === undefined || !isSearchable(blocks)) {
    return longestLiteral(resolved) <= text.length && new Automaton(resolved).matches(text) ? YES : NO
  }
  const [prefix = ''] = blocks
  if (blocks.length === 1) return text === prefix ? YES : NO
  const middles = blocks.slice(1, -1)
  return greedyMatches({ prefix, middles, suffix: blocks.at(-1) ?? '' }, text) ? YES : NO
}

/** The text that a template without wildcards stands for, or why there is none. */
export function expandTemplate(template: Template, frame: Frame): string | typeof UNRESOLVED | typeof MALFORMED {
  const resolved = resolve(template.tokens, frame)
  if (resolved === undefined) return UNRESOLVED
  return template.malformed ? MALFORMED : (join(resolved)[0] ?? '')
}

/** Puts the values in; undefined as soon as a variable has none. */
function resolve(tokens: readonly Token[], frame: Frame): readonly Token[] | undefined {
  const resolved: Token[] = []
  for (const token of tokens) {
    if (token.kind === 'variable') {
      const text = valueOf(token.variable, frame)
      if (text === undefined) return undefined
      resolved.push({ kind: 'text', text })
    } else resolved.push(token)
  }
  return resolved
}

/** The value of a single-valued key, or the default when the key is absent. */
function valueOf({ slot, fallback }: Variable, frame: Frame): string | undefined {
  const fact = frame.fact(slot)
  return fact.present ? fact.only?.text : fallback
}

/** The texts between stars. */
function join(tokens: readonly Token[]): readonly string[] {
  const blocks = ['']
  for (const token of tokens) {
    if (token.kind === 'text') blocks[blocks.length - 1] += token.text
    else blocks.push('')
  }
  return blocks
}

/** Whether no value can meet its neighbour in the middle of a character. */
function isWellFormed(tokens: readonly Token[]): boolean {
  for (const token of tokens) if (token.kind === 'text' && !token.text.isWellFormed()) return false
  return true
}

/** The length of all literal text together: a shorter text cannot match. In units, as the text's own length is. */
function longestLiteral(tokens: readonly Token[]): number {
  let length = 0
  for (const token of tokens) if (token.kind === 'text') length += token.text.length
  return length
}

/** Whether a glob or template covers `text`. */
export function askText(compiled: Compiled, text: string, frame: Frame): Answer {
  switch (compiled.kind) {
    case 'glob':
      return globMatches(compiled.glob, text) ? YES : NO
    case 'template':
      return askTemplate(compiled.template, text, frame)
    case 'malformed':
      return MALFORMED
  }
}
