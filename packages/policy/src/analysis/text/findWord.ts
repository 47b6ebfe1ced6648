/**
 * A word that all of some patterns cover and none of others does: breadth first over pairs of (one position in each pattern
 * of the first, positions reached in the union of the second), keeping only the smallest sets seen with a position.
 */
import type { Budget } from '../budget.ts'
import {
  COLON,
  foldedLetters,
  type Glob,
  isFold,
  isStar,
  isVariable,
  passes,
  SEGMENT_ANY,
  SEGMENT_STAR,
  spell,
  takes,
  type Word,
} from './glob.ts'
import { createUnion, type Positions, type Union, within } from './union.ts'

/** What is looked for: covered by each of `inside` (at least one) and by none of `outside`. */
export interface Wanted {
  readonly inside: readonly Glob[]
  readonly outside: readonly Glob[]
}

interface Node {
  readonly places: readonly number[]
  readonly reached: Positions
  readonly letter: number
  readonly from: Node | undefined
}

/**
 * The shortest such word, or undefined when there is none. Variables in `outside` cover only themselves and are covered by
 * free stars only; they stand in words where all of `inside` have them or a free star. Throws BudgetSpent.
 */
export function findWord({ inside, outside }: Wanted, budget: Budget): Word | undefined {
  const union = createUnion(outside)
  const other = otherLetter([...inside, ...outside])
  const cost = 1 + (union.start.length >> 1)
  const seen = new Map<string, Positions[]>()
  const queue: Node[] = []
  const visit = (node: Node): void => {
    budget.spend(cost)
    if (union.coversAll(node.reached)) return
    const key = node.places.join()
    const smaller = seen.get(key)
    if (smaller === undefined) seen.set(key, [node.reached])
    else {
      budget.spend(smaller.length)
      if (smaller.some((one) => within(one, node.reached))) return
      smaller.push(node.reached)
    }
    queue.push(node)
  }
  visit({ places: inside.map(() => 0), reached: union.start, letter: 0, from: undefined })
  // The queue grows while it is walked.
  for (const node of queue) {
    if (!union.accepts(node.reached) && inside.every((glob, which) => atEnd(glob, node.places[which] ?? 0)))
      return wordTo(node)
    for (const letter of nextLetters(inside, node, { union, other })) {
      const nexts = inside.map((glob, which) => nextPlaces(glob, node.places[which] ?? 0, letter))
      if (nexts.some((places) => places.length === 0)) continue
      const reached = union.after(node.reached, letter)
      for (const places of combinations(nexts)) visit({ places, reached, letter, from: node })
    }
  }
  return undefined
}

/** A star may stand for nothing, so it is at the end when it is last. */
const atEnd = (glob: Glob, at: number): boolean =>
  at === glob.length || (at === glob.length - 1 && isStar(glob[at] ?? 0))

/** Where `letter` leads from a place: to the same star, or past the symbol that takes it. */
function nextPlaces(glob: Glob, at: number, letter: number): readonly number[] {
  const symbol = glob[at]
  if (symbol === undefined) return []
  if (!isStar(symbol)) return takes(symbol, letter) ? [at + 1] : []
  const after = glob[at + 1]
  const past = after !== undefined && takes(after, letter) ? [at + 2] : []
  return passes(symbol, letter) ? [at, ...past] : past
}

/** The letters worth trying: those that some symbol here tells apart, and one that stands for all others. */
function nextLetters(
  inside: readonly Glob[],
  node: Node,
  { union, other }: { readonly union: Union; readonly other: number },
): readonly number[] {
  const letters = new Set<number>()
  let free = true
  for (const [which, glob] of inside.entries()) {
    const at = node.places[which] ?? 0
    const symbols = isStar(glob[at] ?? 0) ? [glob[at], glob[at + 1]] : [glob[at]]
    for (const symbol of symbols) addLetters(letters, symbol)
    if (symbols.every((symbol) => symbol === undefined || isFold(symbol) || symbol >= 0 || isVariable(symbol)))
      free = false
  }
  if (!free) return [...letters]
  // The other letter first: examples made of it read better than those made of what policies exclude.
  return [...new Set([other, ...letters, ...union.letters(node.reached)])]
}

function addLetters(letters: Set<number>, symbol: number | undefined): void {
  if (symbol === undefined) return
  if (isFold(symbol)) for (const letter of foldedLetters(symbol)) letters.add(letter)
  else if (symbol >= 0 || isVariable(symbol)) letters.add(symbol)
  else if (symbol === SEGMENT_ANY || symbol === SEGMENT_STAR) letters.add(COLON)
}

/** One place from each list, in every way. */
function combinations(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return lists.reduce<readonly (readonly number[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((place) => [...row, place])),
    [[]],
  )
}

function wordTo(end: Node): Word {
  const word: number[] = []
  for (let node: Node = end; node.from !== undefined; node = node.from) word.push(node.letter)
  return word.reverse()
}

/** A plain letter that no pattern uses; else any code point that none uses. */
function otherLetter(globs: readonly Glob[]): number {
  const used = new Set(globs.flat().flatMap((symbol) => (isFold(symbol) ? foldedLetters(symbol) : [symbol])))
  for (const letter of PREFERRED) if (!used.has(letter)) return letter
  let letter = 0x4e_00
  while (used.has(letter)) letter += 1
  return letter
}

const PREFERRED: readonly number[] = spell('xzqwvkjy0123456789abcdefghilmnoprstu_')
