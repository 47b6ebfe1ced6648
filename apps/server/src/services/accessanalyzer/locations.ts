/** Places in a policy text as Access Analyzer writes them. Source: its API reference, "Location", "PathElement", "Position". */
import type { Finding } from '@brevet/policy/lint'
import type { Location, Position } from '../../protocol/types/accessanalyzer.generated.ts'

const LINE_FEED = 0x0a

/**
 * Where a finding is: member names and indexes from the document down, and the stretch of text. Lines count from 1,
 * columns and offsets from 0, the end is exclusive; columns and offsets are UTF-16 units.
 */
export function locationOf({ location, span }: Finding, text: string): Location {
  const start = { line: span.line, column: span.column - 1, offset: span.start }
  return {
    path: location.map((step) => (typeof step === 'number' ? { index: step } : { value: step })),
    span: { start, end: advanced(start, text, span.end) },
  }
}

/** The position at `offset`, which is at `from` or behind it. */
function advanced(from: Position, text: string, offset: number): Position {
  let { line, column } = from
  for (let at = from.offset; at < offset; at += 1) {
    const ends = text.charCodeAt(at) === LINE_FEED
    line += ends ? 1 : 0
    column = ends ? 0 : column + 1
  }
  return { line, column, offset }
}
