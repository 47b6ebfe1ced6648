/** A text that lies in each of some unions of patterns and in none of others. */
import type { Budget } from '../budget.ts'
import { type Bindings, bindAll } from './bind.ts'
import { findWord } from './findWord.ts'
import { type Glob, isVariable, loosen, matchesWord, STAR, type Word } from './glob.ts'

/** What a text must and must not be. */
export interface TextProblem {
  /** Unions of patterns: the text is matched by one of each. */
  readonly inside: readonly (readonly Glob[])[]
  /** It is matched by none of these. */
  readonly outside: readonly Glob[]
  /** Texts to try first, best first: what people would write. */
  readonly suggestions?: Iterable<Word>
}

/** A text, perhaps with variables for letters; others, by symbol, must have the values in `bound`. */
export interface Text {
  readonly word: Word
  readonly bound: Bindings
}

const UNBOUND: Bindings = new Map()

/**
 * Such a text, or undefined when there is none whatever the variables are worth. A text that is found is right for
 * variables that stay as they are spelled; with several patterns that hold variables it is only likely (the caller replays
 * it). Throws BudgetSpent.
 */
export function solveText(problem: TextProblem, budget: Budget): Text | undefined {
  const inside = problem.inside
    .filter((union) => !union.some(isEverything))
    .toSorted((left, right) => left.length - right.length)
  for (const word of problem.suggestions ?? []) {
    budget.spend(word.length)
    if (fits(word, inside, problem.outside)) return { word, bound: UNBOUND }
  }
  return choose({ inside, outside: problem.outside }, [], budget)
}

const isEverything = (glob: Glob): boolean => glob.length === 1 && glob[0] === STAR

function fits(word: Word, inside: TextProblem['inside'], outside: readonly Glob[]): boolean {
  return (
    inside.every((union) => union.some((glob) => matchesWord(glob, word))) &&
    !outside.some((glob) => matchesWord(glob, word))
  )
}

/** One pattern of each union, in every way that is not absurd. */
function choose(problem: TextProblem, chosen: readonly Glob[], budget: Budget): Text | undefined {
  const [union, ...rest] = problem.inside
  if (union === undefined) return intersect(chosen, problem.outside, budget)
  for (const glob of union) {
    budget.spend(1 + chosen.length)
    const narrower = narrow(chosen, glob)
    if (narrower === undefined) continue
    const text = choose({ inside: rest, outside: problem.outside }, narrower, budget)
    if (text !== undefined) return text
  }
  return undefined
}

/**
 * Several patterns with variables: first as if no variable's text met another pattern's letters, which finds most; then with
 * variables as stars, which misses nothing.
 */
function intersect(chosen: readonly Glob[], outside: readonly Glob[], budget: Budget): Text | undefined {
  const withVariables = chosen.length > 1 && chosen.some((glob) => glob.some(isVariable))
  const needed = withVariables ? dropImplied(chosen, budget) : chosen
  const inside = needed.length === 0 ? [[STAR]] : needed
  const word = findWord({ inside, outside }, budget)
  if (word !== undefined) return { word, bound: UNBOUND }
  if (inside.length === 1 || !withVariables) return undefined
  const plain = findWord({ inside: inside.map(loosen), outside }, budget)
  return plain === undefined ? undefined : { word: plain, bound: bindAll(inside, plain, budget) ?? UNBOUND }
}

/** The patterns without those that another one lies in whatever its variables are worth. */
function dropImplied(chosen: readonly Glob[], budget: Budget): readonly Glob[] {
  let needed = chosen
  for (const glob of chosen) {
    const others = needed.filter((other) => other !== glob)
    if (others.some((other) => findWord({ inside: [other], outside: [glob] }, budget) === undefined)) needed = others
  }
  return needed
}

/** `chosen` and `glob`, without those that another one implies; undefined when their fixed ends exclude each other. */
function narrow(chosen: readonly Glob[], glob: Glob): readonly Glob[] | undefined {
  if (chosen.some((other) => clash(other, glob) || clash(other.toReversed(), glob.toReversed()))) return undefined
  if (chosen.some((other) => beginsWith(other, glob))) return chosen
  return [...chosen.filter((other) => !beginsWith(glob, other)), glob]
}

/** Whether the patterns begin with different letters. */
function clash(left: Glob, right: Glob): boolean {
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const [a = 0, b = 0] = [left[at], right[at]]
    if (!isPlain(a) || !isPlain(b)) return false
    if (a !== b) return true
  }
  return left.every(isPlain) && right.every(isPlain) && left.length !== right.length
}

/** One code point and no other. */
const isPlain = (symbol: number): boolean => symbol >= 0 && symbol < 0x20_00_00

/** Whether `wide` is fixed symbols and a star, and `narrow` begins with these symbols (or the two are equal). */
function beginsWith(narrow: Glob, wide: Glob): boolean {
  const fixed = wide.at(-1) === STAR ? wide.slice(0, -1) : undefined
  if (fixed === undefined) return narrow.length === wide.length && wide.every((symbol, at) => symbol === narrow[at])
  return fixed.every((symbol, at) => isFixed(symbol) && symbol === narrow[at])
}

const isFixed = (symbol: number): boolean => symbol >= 0 || isVariable(symbol)
