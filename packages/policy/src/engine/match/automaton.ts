/**
 * The general matcher: all positions of a pattern, or of many patterns, at once, one bit each. Time is text times patterns
 * over 32, whatever they are; no star makes it try again. Used where a greedy search is not exact (`?`, wildcards that stop
 * at colons, text that is not well-formed Unicode), and for long lists.
 */
import type { Token } from './token.ts'

const COLON = 0x3a
const ASCII = 0x80

/** The matcher of some patterns. It is built when it is first asked: of many patterns in a list, few ever are. */
export class Automaton {
  readonly #patterns: readonly (readonly Token[])[]
  #machine: Machine | undefined = undefined

  /** For patterns whose variables have been replaced by texts. */
  constructor(patterns: readonly (readonly Token[])[]) {
    this.#patterns = patterns
  }

  /** Whether any pattern covers the whole text. */
  matches(text: string): boolean {
    this.#machine ??= new Machine(this.#patterns)
    return this.#machine.matches(text)
  }
}

/** State `i` of a pattern means: its first `i` symbols other than stars have been read. A star keeps its state alive. */
class Machine {
  /** Which symbols a code point may be, one bit each. Those not listed may be what `others` says. */
  readonly #masks: Map<number, Int32Array> = new Map<number, Int32Array>()
  readonly #others: Int32Array
  /** States in which patterns begin, and end. */
  readonly #first: Int32Array
  readonly #last: Int32Array
  /** States that a star keeps alive on a colon, and on any other point: one inside an early ARN segment stops at colons. */
  readonly #stars: Int32Array
  readonly #segmentStars: Int32Array
  /** The masks of ASCII, if there is but one word. */
  readonly #table: Int32Array

  constructor(patterns: readonly (readonly Token[])[]) {
    const words = (patterns.reduce((sum, tokens) => sum + countStates(tokens), 0) + 31) >>> 5
    this.#others = new Int32Array(words)
    this.#first = new Int32Array(words)
    this.#last = new Int32Array(words)
    this.#stars = new Int32Array(words)
    this.#segmentStars = new Int32Array(words)
    this.#fill(patterns)
    const mask = (point: number): number => (this.#masks.get(point) ?? this.#others)[0] ?? 0
    this.#table = words === 1 ? Int32Array.from({ length: ASCII }, (_, point) => mask(point)) : new Int32Array(0)
  }

  #fill(patterns: readonly (readonly Token[])[]): void {
    const colons = new Int32Array(this.#others.length)
    const literals = new Map<number, number[]>()
    let state = 0
    const literal = (text: string): void => {
      for (const character of text) {
        const point = character.codePointAt(0) ?? 0
        const places = literals.get(point)
        if (places === undefined) literals.set(point, [state])
        else places.push(state)
        state += 1
      }
    }
    for (const tokens of patterns) {
      setBit(this.#first, state)
      for (const token of tokens) {
        if (token.kind === 'text') literal(token.text)
        if (token.kind !== 'wildcard') continue
        const { wildcard } = token
        if (wildcard === '*') setBit(this.#stars, state)
        if (wildcard === '*' || wildcard === 'segment*') setBit(this.#segmentStars, state)
        else {
          setBit(this.#others, state)
          if (wildcard === '?') setBit(colons, state)
          state += 1
        }
      }
      setBit(this.#last, state)
      state += 1
    }
    // A colon may be a literal colon or a plain `?`; any other point may be each `?`.
    for (const [point, places] of literals) {
      const mask = point === COLON ? colons : this.#others.slice()
      for (const place of places) setBit(mask, place)
      this.#masks.set(point, mask)
    }
    this.#masks.set(COLON, colons)
  }

  matches(text: string): boolean {
    return this.#others.length === 1 ? this.#matchesShort(text) : this.#matchesLong(text)
  }

  #matchesShort(text: string): boolean {
    const table = this.#table
    const stars = this.#stars[0] ?? 0
    const segmentStars = this.#segmentStars[0] ?? 0
    let alive = this.#first[0] ?? 0
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      let mask = 0
      if (unit < ASCII) mask = table[unit] ?? 0
      else {
        const point = text.codePointAt(at) ?? 0
        if (point > 0xffff) at += 1
        mask = (this.#masks.get(point) ?? this.#others)[0] ?? 0
      }
      alive = ((alive & mask) << 1) | (alive & (unit === COLON ? stars : segmentStars))
      if (alive === 0) return false
    }
    return (alive & (this.#last[0] ?? 0)) !== 0
  }

  #matchesLong(text: string): boolean {
    const alive = this.#first.slice()
    // No bit is set in the words below `low` and above `high`.
    let low = 0
    let high = alive.length - 1
    for (let at = 0; at < text.length; at += 1) {
      const point = text.codePointAt(at) ?? 0
      if (point > 0xffff) at += 1
      const mask = this.#masks.get(point) ?? this.#others
      const stay = point === COLON ? this.#stars : this.#segmentStars
      if (high + 1 < alive.length) high += 1
      let carry = 0
      for (let word = low; word <= high; word += 1) {
        const now = alive[word] ?? 0
        const moved = now & (mask[word] ?? 0)
        alive[word] = (moved << 1) | carry | (now & (stay[word] ?? 0))
        carry = moved >>> 31
      }
      while (high > low && alive[high] === 0) high -= 1
      while (low < high && alive[low] === 0) low += 1
      if (alive[low] === 0) return false
    }
    for (let word = low; word <= high; word += 1) if (((alive[word] ?? 0) & (this.#last[word] ?? 0)) !== 0) return true
    return false
  }
}

/** The states of a pattern: one for each symbol but stars, and the last. */
function countStates(tokens: readonly Token[]): number {
  let count = 1
  for (const token of tokens) {
    if (token.kind === 'text') for (const _ of token.text) count += 1
    else if (token.kind === 'wildcard' && (token.wildcard === '?' || token.wildcard === 'segment?')) count += 1
  }
  return count
}

function setBit(bits: Int32Array, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
}
