/** Wildcard matching by dynamic programming: time is pattern length x text length, whatever the pattern (POL-01). */

/** Code points, and below zero the wildcards. One `?` is one code point (section 7, question 5). */
export type Pattern = readonly number[]

export const ANY: number = -1
export const STAR: number = -2
/** Wildcards inside one of the first five ARN segments: they stop at a colon (question 8). */
export const SEGMENT_ANY: number = -3
export const SEGMENT_STAR: number = -4

const COLON = 0x3a

/** The code points of a text. */
export function points(text: string): number[] {
  const found: number[] = []
  for (const character of text) found.push(character.codePointAt(0) ?? 0)
  return found
}

/** Whether the pattern covers the whole text. */
export function glob(pattern: Pattern, text: readonly number[]): boolean {
  let literal = 0
  while (literal < pattern.length && (pattern[literal] ?? 0) >= 0) {
    if (pattern[literal] !== text[literal]) return false
    literal += 1
  }
  // reach[j]: the pattern so far covers exactly the first j points of the text.
  let reach = new Uint8Array(text.length + 1)
  reach[literal] = 1
  for (const symbol of pattern.slice(literal)) {
    const next = new Uint8Array(text.length + 1)
    if (symbol === STAR || symbol === SEGMENT_STAR) next[0] = reach[0] ?? 0
    for (let j = 1; j <= text.length; j += 1) next[j] = step(symbol, text[j - 1] ?? 0, { reach, next, j })
    reach = next
  }
  return reach[text.length] === 1
}

interface Row {
  readonly reach: Uint8Array
  readonly next: Uint8Array
  readonly j: number
}

function step(symbol: number, point: number, { reach, next, j }: Row): number {
  const before = reach[j - 1] ?? 0
  if (symbol >= 0) return symbol === point ? before : 0
  if (symbol === ANY || symbol === SEGMENT_ANY) return symbol === SEGMENT_ANY && point === COLON ? 0 : before
  const stays = symbol === SEGMENT_STAR && point === COLON ? 0 : (next[j - 1] ?? 0)
  return (reach[j] ?? 0) | stays
}
