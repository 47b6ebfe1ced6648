/** The values of variables with which patterns match a word. */
import type { Budget } from '../budget.ts'
import { type Glob, isStar, isVariable, loosen, matchesWord, tidy, type Word } from './glob.ts'

/** Values by the symbol of the variable. */
export type Bindings = ReadonlyMap<number, Word>

/** Values with which all of `globs` match the word; undefined where there are none (or they would be too dear to find). */
export function bindAll(globs: readonly Glob[], word: Word, budget: Budget): Bindings | undefined {
  const bindings = new Map<number, Word>()
  for (const glob of globs) {
    const found = bind(substitute(glob, bindings), word, budget)
    if (found === undefined) return undefined
    for (const [symbol, value] of found) bindings.set(symbol, value)
  }
  return bindings
}

/** The pattern with the values put in. */
export function substitute(glob: Glob, bindings: Bindings): Glob {
  return bindings.size === 0 ? glob : tidy(glob.flatMap((symbol) => bindings.get(symbol) ?? [symbol]))
}

function bind(glob: Glob, word: Word, budget: Budget): Bindings | undefined {
  const at = glob.findIndex(isVariable)
  const symbol = glob[at]
  if (symbol === undefined) return matchesWord(glob, word) ? new Map() : undefined
  const starts = glob.slice(0, at).some(isStar) ? word.map((_, index) => index) : [at]
  for (const start of starts)
    // Nothing comes last: a variable that is worth something makes the better example.
    for (let size = 1; size <= word.length - start + 1; size += 1) {
      const value = size > word.length - start ? [] : word.slice(start, start + size)
      const bound = new Map([[symbol, value]])
      const rest = substitute(glob, bound)
      budget.spend(1 + (word.length >> 2))
      if (!matchesWord(loosen(rest), word)) continue
      const others = bind(rest, word, budget)
      if (others !== undefined) return new Map([...bound, ...others])
    }
  return undefined
}
