/**
 * Where a statement stands in a policy text, as AWS counts: lines and columns from 1. A statement in a list begins where
 * what stands before it ends (after the bracket, or after the statement before), a lone one after its brace; it ends after
 * its closing brace.
 * Observed: AWS CLI examples of simulate-custom-policy (38 to 167 of a one-line policy) and simulate-principal-policy;
 * recorded answers for AdministratorAccess (line 3, column 17) and for second statements of one-line policies.
 */
import type { Statement } from '../../../protocol/types/iam.generated.ts'
import type { Written } from './simulation.ts'

const BLANK = /[\t\n\r ]/

/** The offset after the last character before `start` that is not white space. */
function afterPrevious(text: string, start: number): number {
  let at = start
  while (at > 0 && BLANK.test(text.charAt(at - 1))) at -= 1
  return at
}

function place(text: string, offset: number): { readonly Line: number; readonly Column: number } {
  const before = text.slice(0, offset)
  return { Line: before.split('\n').length, Column: offset - before.lastIndexOf('\n') }
}

type Positions = Pick<Statement, 'StartPosition' | 'EndPosition'>

/** A statement that decides about a thousand resources is looked up once. */
const known = new WeakMap<Written, Map<number, Positions>>()

/** The places of the statement with that index. */
export function statementPositions(written: Written, index: number): Positions {
  const places = known.get(written) ?? new Map<number, Positions>()
  known.set(written, places)
  const positions = places.get(index) ?? find(written, index)
  places.set(index, positions)
  return positions
}

function find({ document, text }: Written, index: number): Positions {
  const span = document.statements[index]?.span
  if (span === undefined) return {}
  const previous = document.statements[index - 1]?.span
  const alone = afterPrevious(text, span.start)
  const start = previous?.end ?? (text.charAt(alone - 1) === '[' ? alone : span.start + 1)
  return { StartPosition: place(text, start), EndPosition: place(text, span.end) }
}
