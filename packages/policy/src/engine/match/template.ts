/** Patterns with variables. A variable's value is literal text, never a pattern (rule 2.3). */
import { Automaton } from './automaton.ts'
import type { Frame } from '../frame.ts'
import { automatic, compileGlob, type Glob, globMatches, startingWith } from './glob.ts'
import { findText } from './search.ts'
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
  /** Has no wildcard but a last star. */
  readonly forward: boolean
  /** The text before the first wildcard or variable. */
  readonly prefix: string
}

/** A compiled policy text: a text without wildcards and variables, a glob, a template, or `malformed` whatever the request. */
export type Compiled =
  | string
  | { readonly kind: 'glob'; readonly glob: Glob }
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'malformed' }

const MALFORMED_TEXT: Compiled = { kind: 'malformed' }

/** Compiles a policy text. */
export function compileText(text: string, reading: Reading): Compiled {
  const special = firstSpecial(text)
  if (special === text.length) return text
  // The commonest patterns of all, `*` and `text*`, need not be taken apart.
  if (special === text.length - 1 && reading.wildcards && text.endsWith('*'))
    return { kind: 'glob', glob: startingWith(text.slice(0, -1)) }
  const { tokens, malformed } = readTokens(text, reading)
  if (!tokens.some(({ kind }) => kind === 'variable')) {
    if (malformed) return MALFORMED_TEXT
    const glob = compileGlob(tokens)
    return glob.shape === 'exact' ? glob.prefix : { kind: 'glob', glob }
  }
  const [first] = tokens
  const searchable = tokens.every((token) =>
    token.kind === 'wildcard' ? token.wildcard === '*' : token.kind === 'variable' || token.text.isWellFormed(),
  )
  const prefix = first?.kind === 'text' ? first.text : ''
  const forward = searchable && !tokens.some(({ kind }, index) => kind === 'wildcard' && index < tokens.length - 1)
  return { kind: 'template', template: { written: text, tokens, malformed, searchable, forward, prefix } }
}

/** The offset of the first `*`, `?` or `$`, or the length. */
function firstSpecial(text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    // No letter is below.
    if (unit <= 0x3f && (unit === 0x2a || unit === 0x3f || unit === 0x24)) return at
  }
  return text.length
}

/** Asks a template about `text`. */
export function askTemplate(template: Template, text: string, frame: Frame): Answer {
  return (template.forward ? askForward(template, text, frame) : undefined) ?? askPieces(template, text, frame)
}

/** Asks a template in which each piece has its place; no answer if a value could meet its neighbour inside a character. */
function askForward({ tokens, malformed }: Template, text: string, frame: Frame): Answer | undefined {
  let found = true
  let at = 0
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token === undefined || token.kind === 'wildcard') continue
    const piece = token.kind === 'text' ? token.text : valueOf(token.variable, frame)
    if (piece === undefined) return UNRESOLVED
    if (token.kind === 'variable' && !piece.isWellFormed()) return undefined
    found &&= text.startsWith(piece, at)
    at += piece.length
  }
  if (malformed) return MALFORMED
  return found && (at === text.length || tokens.at(-1)?.kind === 'wildcard') ? YES : NO
}

function askPieces(template: Template, text: string, frame: Frame): Answer {
  const pieces = resolve(template, frame)
  if (pieces === undefined) return UNRESOLVED
  if (template.malformed) return MALFORMED
  const found =
    template.searchable && areWellFormed(template, pieces) ? search(pieces, text) : runAutomaton(template, pieces, text)
  return found ? YES : NO
}

/** The text that a template without wildcards stands for, or why there is none; `NO` if it is longer than `limit`. */
export function expandTemplate(template: Template, frame: Frame, limit: number): string | Answer {
  const pieces = resolve(template, frame)
  if (pieces === undefined) return UNRESOLVED
  if (template.malformed) return MALFORMED
  let length = 0
  for (const piece of pieces) length += piece?.length ?? 0
  return length > limit ? NO : pieces.join('')
}

/** The glob that a template stands for in this request, or why there is none. */
export function settleTemplate(template: Template, frame: Frame): Glob | typeof UNRESOLVED | typeof MALFORMED {
  const pieces = resolve(template, frame)
  if (pieces === undefined) return UNRESOLVED
  if (template.malformed) return MALFORMED
  const tokens: Token[] = []
  const apart = !areWellFormed(template, pieces)
  for (const [index, token] of template.tokens.entries()) {
    const text = pieces[index]
    const last = tokens.at(-1)
    if (text === undefined) tokens.push(token)
    // Neighbours become one text, unless that could make a character of two halves.
    else if (last?.kind !== 'text' || apart) tokens.push({ kind: 'text', text })
    else tokens[tokens.length - 1] = { kind: 'text', text: last.text + text }
  }
  return apart ? automatic(tokens) : compileGlob(tokens)
}

/** A literal text, or a wildcard. */
type Piece = string | undefined

/** Puts the values in, wildcards being undefined; no pieces as soon as a variable has no value. */
function resolve({ tokens }: Template, frame: Frame): readonly Piece[] | undefined {
  const pieces: Piece[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token?.kind !== 'variable') {
      pieces.push(token?.kind === 'text' ? token.text : undefined)
      continue
    }
    const value = valueOf(token.variable, frame)
    if (value === undefined) return undefined
    pieces.push(value)
  }
  return pieces
}

function valueOf({ slot, fallback }: Variable, frame: Frame): string | undefined {
  const { present, only } = frame.fact(slot)
  return present ? only?.text : fallback
}

/** Whether no value can meet its neighbour in the middle of a character. */
function areWellFormed({ tokens }: Template, pieces: readonly Piece[]): boolean {
  for (let index = 0; index < tokens.length; index += 1)
    if (tokens[index]?.kind === 'variable' && pieces[index]?.isWellFormed() === false) return false
  return true
}

/** Whether the pieces, stars between them, cover `text`. */
function search(pieces: readonly Piece[], text: string): boolean {
  let at = 0
  let index = 0
  // Before the first star each piece has its place.
  for (; index < pieces.length; index += 1) {
    const piece = pieces[index]
    if (piece === undefined) break
    if (!text.startsWith(piece, at)) return false
    at += piece.length
  }
  if (index === pieces.length) return at === text.length
  // So it has behind the last.
  let end = text.length
  let last = pieces.length - 1
  for (; last > index; last -= 1) {
    const piece = pieces[last]
    if (piece === undefined) break
    end -= piece.length
    if (end < at || !text.startsWith(piece, end)) return false
  }
  return last === index || searchBetween(pieces.slice(index + 1, last), text.slice(at, end))
}

/** Leftmost search for each stretch between stars in turn. */
function searchBetween(pieces: readonly Piece[], text: string): boolean {
  let at = 0
  let stretch = ''
  for (let index = 0; index <= pieces.length; index += 1) {
    const piece = pieces[index]
    if (piece !== undefined) {
      stretch += piece
      continue
    }
    const found = findText(text, stretch, at)
    if (found === -1) return false
    at = found + stretch.length
    stretch = ''
  }
  return true
}

/** The general matcher, but only if the text has all the pieces somewhere, which is quicker to say. */
function runAutomaton({ tokens }: Template, pieces: readonly Piece[], text: string): boolean {
  let length = 0
  for (const piece of pieces) {
    if (piece === undefined) continue
    length += piece.length
    if (length > text.length || findText(text, piece, 0) === -1) return false
  }
  const resolved = tokens.map((token, index): Token => {
    const piece = pieces[index]
    return piece === undefined ? token : { kind: 'text', text: piece }
  })
  return new Automaton([resolved]).matches(text)
}

/** Whether a glob or template covers `text`. */
export function askText(compiled: Compiled, text: string, frame: Frame): Answer {
  if (typeof compiled === 'string') return text === compiled ? YES : NO
  switch (compiled.kind) {
    case 'glob':
      return globMatches(compiled.glob, text) ? YES : NO
    case 'template':
      return askTemplate(compiled.template, text, frame)
    case 'malformed':
      return MALFORMED
  }
}
