/**
 * The general matcher: all positions of a pattern at once, one bit each. Time is text times pattern over 32, whatever the
 * pattern; no star makes it try again. Used where a greedy search is not exact (`?`, wildcards that stop at colons) or not
 * safe (long stretches between stars, text that is not well-formed Unicode).
 */
import type { Token } from './token.ts'

const COLON = 0x3a

/** One pattern. State `i` means: the first `i` symbols other than stars have been read. A star keeps its state alive. */
export class Automaton {
  /** Which symbols a code point may be, one bit each. Those not listed may be what `others` says. */
  readonly #masks: Map<number, Int32Array> = new Map<number, Int32Array>()
  readonly #others: Int32Array
  /** States that a star keeps alive, and those that one inside an early ARN segment keeps alive on any point but a colon. */
  readonly #stars: Int32Array
  readonly #segmentStars: Int32Array
  readonly #size: number

  /** Builds the matcher of `tokens`, whose variables have been replaced by texts. */
  constructor(tokens: readonly Token[]) {
    this.#size = countSymbols(tokens)
    const words = (this.#size >>> 5) + 1
    this.#others = new Int32Array(words)
    this.#stars = new Int32Array(words)
    this.#segmentStars = new Int32Array(words)
    this.#fill(tokens)
  }

  #fill(tokens: readonly Token[]): void {
    const colons = new Int32Array(this.#others.length)
    const literals = new Map<number, number[]>()
    let state = 0
    for (const token of tokens) {
      if (token.kind === 'text') {
        for (const character of token.text) {
          const point = character.codePointAt(0) ?? 0
          const places = literals.get(point)
          if (places === undefined) literals.set(point, [state])
          else places.push(state)
          state += 1
        }
      } else if (token.kind === 'wildcard') {
        const { wildcard } = token
        if (wildcard === '*') setBit(this.#stars, state)
        else if (wildcard === 'segment*') setBit(this.#segmentStars, state)
        else {
          setBit(this.#others, state)
          if (wildcard === '?') setBit(colons, state)
          state += 1
        }
      }
    }
    // A colon may be a literal colon or a plain `?`; any other point may be each `?`.
    for (const [point, places] of literals) {
      const mask = point === COLON ? colons : this.#others.slice()
      for (const place of places) setBit(mask, place)
      this.#masks.set(point, mask)
    }
    this.#masks.set(COLON, colons)
    for (let word = 0; word < this.#segmentStars.length; word += 1)
      this.#segmentStars[word] = (this.#segmentStars[word] ?? 0) | (this.#stars[word] ?? 0)
  }

  /** Whether the pattern covers the whole text. */
  matches(text: string): boolean {
    return this.#size < 32 ? this.#matchesShort(text) : this.#matchesLong(text)
  }

  #matchesShort(text: string): boolean {
    const stars = this.#stars[0] ?? 0
    const segmentStars = this.#segmentStars[0] ?? 0
    const others = this.#others[0] ?? 0
    let alive = 1
    for (let at = 0; at < text.length; at += 1) {
      const point = text.codePointAt(at) ?? 0
      if (point > 0xffff) at += 1
      const mask = this.#masks.get(point)?.[0] ?? others
      alive = ((alive & mask) << 1) | (alive & (point === COLON ? stars : segmentStars))
      if (alive === 0) return false
    }
    return ((alive >>> this.#size) & 1) === 1
  }

  #matchesLong(text: string): boolean {
    const alive = new Int32Array(this.#others.length)
    alive[0] = 1
    // No bit is set in the words below `low` and above `high`.
    let low = 0
    let high = 0
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
    return (((alive[this.#size >>> 5] ?? 0) >>> (this.#size & 31)) & 1) === 1
  }
}

function countSymbols(tokens: readonly Token[]): number {
  let count = 0
  for (const token of tokens) {
    if (token.kind === 'text') for (const _ of token.text) count += 1
    else if (token.kind === 'wildcard' && (token.wildcard === '?' || token.wildcard === 'segment?')) count += 1
  }
  return count
}

function setBit(bits: Int32Array, at: number): void {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31))
}
