/** Where an element stands in its policy's text, and that line with carets below it. */
import { type JsonNode, scanJson } from '../../document/json.ts'
import { spansOf } from '../../document/lines.ts'
import type { Span } from '../../types.ts'
import type { ElementName } from '../explanation.ts'
import { printable } from './printable.ts'

/**
 * The span of an element (`Effect`, `Action`, ...) of the statement that begins where `statement` does: from its name to
 * the end of its value. Undefined where `text` has no such statement or the statement no such element.
 */
export function locateElement(
  text: string,
  statement: Pick<Span, 'start'>,
  element: ElementName | 'Effect' | 'Sid',
): Span | undefined {
  const root = scanJson(text)
  if (!('kind' in root) || root.kind !== 'object') return undefined
  const block = root.members.find(({ key }) => key === 'Statement')?.value
  const nodes: readonly JsonNode[] = block === undefined ? [] : block.kind === 'array' ? block.items : [block]
  const found = nodes.find(({ start }) => start === statement.start)
  const member = found?.kind === 'object' ? found.members.find(({ key }) => key === element) : undefined
  return member === undefined ? undefined : spansOf(text)(member.start, member.value.end)
}

/** Columns of text shown at least, however narrow the tree has become. */
const LEAST = 24

/** The line where `span` begins, with `line:column` before it and carets below. Long lines are cut around the span. */
export function markSpan(text: string, span: Span, width: number): readonly string[] {
  const lineStart = span.start - span.column + 1
  const lineEnd = text.indexOf('\n', span.start)
  const end = Math.min(span.end, lineEnd === -1 ? text.length : lineEnd)
  const whole = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd)
  const room = Math.max(width - `${span.line}:${span.column} | `.length, LEAST)
  const { shown, from } = cut(whole, { at: span.column - 1, length: Math.max(end - span.start, 1) }, room)
  const label = `${span.line}:${span.column} | `
  const marks = Math.min(Math.max(end - span.start, 1), shown.length - from)
  return [label + flat(shown), `${' '.repeat(label.length - 2)}| ${' '.repeat(from)}${'^'.repeat(Math.max(marks, 1))}`]
}

/** One column for each unit, so that carets stay below what they mark. */
function flat(text: string): string {
  let line = ''
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at)
    line += unit === '\t' ? ' ' : printable(unit) === unit ? unit : '?'
  }
  return line.trimEnd()
}

/** The part of a line around what is marked, and where that now begins. */
function cut(
  line: string,
  { at, length }: { readonly at: number; readonly length: number },
  room: number,
): { readonly shown: string; readonly from: number } {
  const lead = line.length - line.trimStart().length
  const begin = at - lead + length <= room ? Math.min(lead, at) : Math.max(at - Math.max(room - length, 0) / 2, 0)
  const start = Math.floor(begin)
  return { shown: line.slice(start, start + room), from: at - start }
}
