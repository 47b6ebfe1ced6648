/** Patterns as lists of symbols, the form all of the analysis works on. */

/**
 * A symbol at or above zero is one code point; from FOLD upwards, a code point that stands for all letters with its lower
 * case; below zero a wildcard; from VARIABLE downwards the unknown text of a policy variable.
 */
export type Glob = readonly number[]

/** A text as the automaton spells it: code points, and variables as letters of their own. */
export type Word = readonly number[]

/** `?`: one code point. */
export const ANY: number = -1
/** `*`: any text. */
export const STAR: number = -2
/** `?` and `*` that stop at a colon: wildcards inside the first five segments of an ARN (rule 2.1). */
export const SEGMENT_ANY: number = -3
export const SEGMENT_STAR: number = -4
/** First symbol of a variable; the others follow downwards. */
export const VARIABLE: number = -16
/** Added to the code point of a lower-case letter: any letter with that lower case. */
export const FOLD: number = 0x20_00_00

export const COLON: number = 0x3a

export const isStar = (symbol: number): boolean => symbol === STAR || symbol === SEGMENT_STAR
export const isVariable = (symbol: number): boolean => symbol <= VARIABLE
export const isFold = (symbol: number): boolean => symbol >= FOLD

/** The code points of a text. */
export function spell(text: string): number[] {
  const found: number[] = []
  for (const character of text) found.push(character.codePointAt(0) ?? 0)
  return found
}

/** The text of a word; `valueOf` gives the text of each variable in it. */
export function textOf(word: Word, valueOf: (variable: number) => string): string {
  return word.map((letter) => (isVariable(letter) ? valueOf(letter) : String.fromCodePoint(letter))).join('')
}

/** Letters whose lower case is k, sharp s or a with ring, beyond the upper case that these know of. */
const LATE_UPPER: ReadonlyMap<number, number> = new Map([
  [0x6b, 0x21_2a],
  [0xdf, 0x1e_9e],
  [0xe5, 0x21_2b],
])

/** The letters that a FOLD symbol stands for. */
export function foldedLetters(symbol: number): readonly number[] {
  const lower = symbol - FOLD
  const upper = spell(String.fromCodePoint(lower).toUpperCase())
  const late = LATE_UPPER.get(lower)
  const letters = [lower]
  // An upper case of several letters (that of U+00DF) does not come back to the letter.
  if (upper.length === 1 && upper[0] !== undefined && upper[0] !== lower && lowerOf(upper[0]) === lower)
    letters.push(upper[0])
  if (late !== undefined) letters.push(late)
  return letters
}

const lowerOf = (letter: number): number => spell(String.fromCodePoint(letter).toLowerCase())[0] ?? letter

/** Whether a symbol other than a star takes `letter`. A wildcard never takes a variable: its text may be empty or long. */
export function takes(symbol: number, letter: number): boolean {
  if (symbol >= FOLD) return foldedLetters(symbol).includes(letter)
  if (symbol >= 0 || symbol <= VARIABLE) return symbol === letter
  return letter >= 0 && (symbol === ANY || letter !== COLON)
}

/** Whether a star goes over `letter`. Only the free one goes over a variable, whose text may hold a colon. */
export function passes(star: number, letter: number): boolean {
  return star === STAR || (letter >= 0 && letter !== COLON)
}

/** The same pattern with neighbouring stars made one. */
export function tidy(glob: Glob): Glob {
  const tidied: number[] = []
  for (const symbol of glob) {
    const last = tidied.at(-1)
    if (last !== undefined && isStar(last) && isStar(symbol)) tidied[tidied.length - 1] = Math.max(last, symbol)
    else tidied.push(symbol)
  }
  return tidied
}

/** A pattern for every text that `glob` can stand for: variables become stars. */
export function loosen(glob: Glob): Glob {
  return glob.some(isVariable) ? tidy(glob.map((symbol) => (isVariable(symbol) ? STAR : symbol))) : glob
}

/** Whether the pattern covers the whole word: pattern length times word length, whatever the pattern. */
export function matchesWord(glob: Glob, word: Word): boolean {
  let reach = close(glob, new Set([0]))
  for (const letter of word) {
    const next = new Set<number>()
    for (const at of reach) {
      const symbol = glob[at]
      if (symbol === undefined) continue
      if (isStar(symbol)) {
        if (passes(symbol, letter)) next.add(at)
      } else if (takes(symbol, letter)) next.add(at + 1)
    }
    if (next.size === 0) return false
    reach = close(glob, next)
  }
  return reach.has(glob.length)
}

/** A star may also stand for nothing. Stars never neighbour each other, so one step is enough. */
function close(glob: Glob, reach: Set<number>): Set<number> {
  for (const at of reach) {
    const symbol = glob[at]
    if (symbol !== undefined && isStar(symbol)) reach.add(at + 1)
  }
  return reach
}
