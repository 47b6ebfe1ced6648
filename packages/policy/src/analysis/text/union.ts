/** A union of patterns as one automaton whose states are bits: what a word has reached in all of them at once. */
import {
  COLON,
  foldedLetters,
  type Glob,
  isFold,
  isStar,
  passes,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
  takes,
} from './glob.ts'

/** Positions reached, one bit each; patterns stand behind one another, each with a bit for its end. */
export type Positions = Uint32Array

/** The union of some patterns. */
export interface Union {
  readonly start: Positions
  /** The positions reached after one more letter. */
  after(positions: Positions, letter: number): Positions
  /** Whether some pattern covers the word that led here. */
  accepts(positions: Positions): boolean
  /** Whether some pattern covers every word that begins as the one that led here. */
  coversAll(positions: Positions): boolean
  /** Letters that the next symbols tell apart from all others. */
  letters(positions: Positions): readonly number[]
}

interface Masks {
  /** Positions whose symbol takes the letter. */
  readonly takes: Uint32Array
  /** Stars that go over it. */
  readonly passes: Uint32Array
}

/** The automaton of `globs`. */
export function createUnion(globs: readonly Glob[]): Union {
  const symbols = globs.flatMap((glob) => [...glob, END])
  const words = Math.max(1, Math.ceil(symbols.length / 32))
  const where = (test: (symbol: number, at: number) => boolean): Uint32Array => {
    const mask = new Uint32Array(words)
    for (const [at, symbol] of symbols.entries()) if (test(symbol, at)) set(mask, at)
    return mask
  }
  const stars = where(isStar)
  const ends = where((symbol) => symbol === END)
  const finalStars = where((symbol, at) => symbol === STAR && symbols[at + 1] === END)
  const first = where((_, at) => at === 0 || symbols[at - 1] === END)
  const cache = new Map<number, Masks>()
  const masksOf = (letter: number): Masks => {
    let masks = cache.get(letter)
    if (masks === undefined) {
      masks = {
        takes: where((symbol) => symbol !== END && !isStar(symbol) && takes(symbol, letter)),
        passes: where((symbol) => isStar(symbol) && passes(symbol, letter)),
      }
      cache.set(letter, masks)
    }
    return masks
  }
  return {
    start: globs.length === 0 ? new Uint32Array(words) : close(first, stars),
    after(positions, letter) {
      const masks = masksOf(letter)
      return close(advance(positions, masks), stars)
    },
    accepts: (positions) => meet(positions, ends),
    coversAll: (positions) => meet(positions, finalStars),
    letters: (positions) => lettersAt(symbols, positions),
  }
}

/** Stands behind each pattern: takes nothing. */
const END = -8

function set(mask: Uint32Array, at: number): void {
  mask[at >>> 5] = (mask[at >>> 5] ?? 0) | (1 << (at & 31))
}

function meet(left: Positions, right: Positions): boolean {
  for (let word = 0; word < left.length; word += 1) if (((left[word] ?? 0) & (right[word] ?? 0)) !== 0) return true
  return false
}

/** Symbols that take the letter hand on to the next position; stars that pass it stay. */
function advance(positions: Positions, masks: Masks): Positions {
  const next = new Uint32Array(positions.length)
  let carry = 0
  for (let word = 0; word < positions.length; word += 1) {
    const here = positions[word] ?? 0
    const moved = here & (masks.takes[word] ?? 0)
    next[word] = (moved << 1) | carry | (here & (masks.passes[word] ?? 0))
    carry = moved >>> 31
  }
  return next
}

/** A star may also stand for nothing: what follows it is reached with it. Changes and returns `positions`. */
function close(positions: Positions, stars: Uint32Array): Positions {
  let carry = 0
  for (let word = 0; word < positions.length; word += 1) {
    const here = positions[word] ?? 0
    const over = here & (stars[word] ?? 0)
    positions[word] = here | (over << 1) | carry
    carry = over >>> 31
  }
  return positions
}

function lettersAt(symbols: readonly number[], positions: Positions): readonly number[] {
  const letters = new Set<number>()
  for (const [word, bits] of positions.entries()) {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const symbol = symbols[word * 32 + 31 - Math.clz32(rest & -rest)]
      if (symbol === undefined) continue
      if (isFold(symbol)) for (const letter of foldedLetters(symbol)) letters.add(letter)
      else if (symbol >= 0) letters.add(symbol)
      else if (symbol === SEGMENT_ANY || symbol === SEGMENT_STAR) letters.add(COLON)
    }
  }
  return [...letters]
}

/** Whether every position of `left` is one of `right`. */
export function within(left: Positions, right: Positions): boolean {
  for (let word = 0; word < left.length; word += 1) if (((left[word] ?? 0) & ~(right[word] ?? 0)) !== 0) return false
  return true
}
