/** Line and column of an offset, both from 1, columns in UTF-16 units. */
import type { Span } from '../types.ts'

/** Makes spans in one text; the line table is built once. Lines end at LF (a CR before it stays on its line). */
export function spansOf(text: string): (start: number, end: number) => Span {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (start, end) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= start) low = middle
      else high = middle - 1
    }
    return { start, end, line: low + 1, column: start - (starts[low] ?? 0) + 1 }
  }
}
