/** Places in a policy text as Access Analyzer writes them. Source: its API reference, "Location", "PathElement", "Position". */
import type { Finding } from '@brevet/policy/lint'
import type { Location, Position } from '../../protocol/types/accessanalyzer.generated.ts'

/**
 * Where findings about `text` are: member names and indexes from the document down, and the stretch of text. Lines count
 * from 1, columns and offsets from 0, the end is exclusive; columns and offsets are UTF-16 units.
 */
export function locationsIn(text: string): (finding: Finding) => Location {
  const positionAt = positionsIn(text)
  return ({ location, span }) => ({
    path: location.map((step) => (typeof step === 'number' ? { index: step } : { value: step })),
    span: { start: positionAt(span.start), end: positionAt(span.end) },
  })
}

/** Positions by offset. The table of lines is made once: findings may be many, and each as long as the text. */
function positionsIn(text: string): (offset: number) => Position {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0), offset }
  }
}
