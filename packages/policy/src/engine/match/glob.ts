/** Patterns without variables. Most are one comparison; the rest is a greedy search or, where that is not exact, an automaton. */
import { Automaton } from './automaton.ts'
import { findText } from './search.ts'
import type { Token } from './token.ts'

type Shape = 'exact' | 'any' | 'prefix' | 'suffix' | 'affix' | 'greedy' | 'automaton'

/** A compiled pattern. */
export interface Glob {
  readonly shape: Shape
  /** The text before the first wildcard (all of it, if there is none). Whatever matches starts with it. */
  readonly prefix: string
  /** The text behind the last star, for the shapes that have one. */
  readonly suffix: string
  /** What must be found, in this order, between prefix and suffix. */
  readonly middles: readonly string[]
  readonly automaton: Automaton | undefined
  /** What the pattern consists of, for the shapes that search. */
  readonly tokens: readonly Token[]
}

type Details = Partial<Omit<Glob, 'shape' | 'prefix'>>

const NOTHING: Details = {}
const NO_MIDDLES: readonly string[] = []
const NO_TOKENS: readonly Token[] = []

/** All globs are made here, so that they have one hidden class. */
function makeGlob(shape: Shape, prefix: string, details: Details = NOTHING): Glob {
  const { suffix = '', middles = NO_MIDDLES, automaton, tokens = NO_TOKENS } = details
  return { shape, prefix, suffix, middles, automaton, tokens }
}

/** The glob of a text without wildcards. */
export function exactly(text: string): Glob {
  return makeGlob('exact', text)
}

/** The glob `prefix*`. */
export function startingWith(prefix: string): Glob {
  return makeGlob(prefix === '' ? 'any' : 'prefix', prefix)
}

/** The glob of tokens that only the automaton understands: literals that must not be joined. */
export function automatic(tokens: readonly Token[]): Glob {
  return makeGlob('automaton', '', { automaton: new Automaton([tokens]), tokens })
}

/** Compiles tokens without variables. */
export function compileGlob(tokens: readonly Token[]): Glob {
  const [first] = tokens
  const prefix = first?.kind === 'text' ? first.text : ''
  if (tokens.length === 0 || (tokens.length === 1 && first?.kind === 'text')) return exactly(prefix)
  if (isOnlyStar(tokens, prefix)) return makeGlob(prefix === '' ? 'any' : 'prefix', prefix)
  const blocks = splitAtStars(tokens)
  if (blocks === undefined || !isSearchable(blocks))
    return makeGlob('automaton', prefix, { automaton: new Automaton([tokens]), tokens })
  const middles = blocks.slice(1, -1).filter((block) => block !== '')
  const suffix = blocks.at(-1) ?? ''
  if (middles.length > 0) return makeGlob('greedy', prefix, { suffix, middles, tokens })
  if (suffix !== '') return makeGlob(prefix === '' ? 'suffix' : 'affix', prefix, { suffix })
  return makeGlob(prefix === '' ? 'any' : 'prefix', prefix)
}

/** `text*`, the commonest pattern. Without a `$` it is compared by units even where it is not well-formed. */
function isOnlyStar(tokens: readonly Token[], prefix: string): boolean {
  const last = tokens.at(-1)
  if (last?.kind !== 'wildcard' || last.wildcard !== '*') return false
  return tokens.length === 1 || (tokens.length === 2 && prefix !== '' && !prefix.includes('$'))
}

/** The texts between stars, or undefined if there are other wildcards. */
function splitAtStars(tokens: readonly Token[]): readonly string[] | undefined {
  const blocks = ['']
  for (const token of tokens) {
    if (token.kind === 'text') blocks[blocks.length - 1] += token.text
    else if (token.kind === 'wildcard' && token.wildcard === '*') blocks.push('')
    else return undefined
  }
  return blocks
}

/** Whether a greedy search by UTF-16 units is exact: no block can begin or end inside a character. */
function isSearchable(blocks: readonly string[]): boolean {
  return blocks.every((block) => block.isWellFormed())
}

/** Whether `glob` covers the whole text. */
export function globMatches(glob: Glob, text: string): boolean {
  const { shape, prefix } = glob
  if (shape === 'exact') return text === prefix
  return prefix === '' ? tailMatches(glob, text) : text.startsWith(prefix) && tailMatches(glob, text)
}

/** Whether `glob` covers a text that is known to start with its prefix. */
export function tailMatches(glob: Glob, text: string): boolean {
  const { prefix, suffix } = glob
  switch (glob.shape) {
    case 'exact':
      return text.length === prefix.length
    case 'any':
    case 'prefix':
      return true
    case 'suffix':
    case 'affix':
      return text.length >= prefix.length + suffix.length && text.endsWith(suffix)
    case 'greedy':
      return greedyMatches(glob, text)
    case 'automaton':
      return glob.automaton?.matches(text) ?? false
  }
}

/** Leftmost search for each middle in turn: with stars on both sides, the earliest place is never worse than a later one. */
function greedyMatches({ prefix, middles, suffix }: Glob, text: string): boolean {
  const end = text.length - suffix.length
  if (end < prefix.length || (suffix !== '' && !text.endsWith(suffix))) return false
  let at = prefix.length
  for (let index = 0; index < middles.length; index += 1) {
    const middle = middles[index] ?? ''
    const found = findText(text, middle, at)
    if (found === -1) return false
    at = found + middle.length
    if (at > end) return false
  }
  return true
}
