/** Simulated requests as a person reads them. */

/** A statement that decided: which policy it is in, and where. */
export interface DecidingPlace {
  readonly policy: string
  readonly line?: number
  readonly column?: number
  readonly sid?: string
}

/** One action on one resource, decided. */
export interface SimulatedRequest {
  readonly action: string
  readonly resource: string
  readonly decision: string
  /** The statements that allow, or those that deny; none where nothing allows. */
  readonly deciding: readonly DecidingPlace[]
  /** Why, where no statement says so. */
  readonly why?: string
  /** Condition keys that statements about the request look at and the request does not have. */
  readonly missing: readonly string[]
}

const place = ({ policy, line, column, sid }: DecidingPlace): string =>
  `${policy}${line === undefined ? '' : `:${line}:${column ?? 1}`}${sid === undefined ? '' : ` ${sid}`}`

const HEAD = ['ACTION', 'RESOURCE', 'DECISION', 'DECIDED BY'] as const

/** The lines of one request: a row, and one more for each further statement and for missing keys. */
function rowsOf({ action, resource, decision, deciding, why, missing }: SimulatedRequest): readonly string[][] {
  const reasons = [...deciding.map(place), ...(why === undefined ? [] : [why])]
  const lacks = missing.length === 0 ? [] : [`the request has no ${missing.join(', ')}`]
  const [first = '', ...more] = [...reasons, ...lacks]
  return [[action, resource, decision, first], ...more.map((reason) => ['', '', '', reason])]
}

/** Control characters of names that others chose must not reach the terminal. */
const shown = (text: string): string =>
  text.replace(/[^\u0020-\u007e\u00a0-\uffff]/g, (character) => JSON.stringify(character).slice(1, -1))

/** A table of the requests, newline at the end. */
export function simulatedTable(requests: readonly SimulatedRequest[]): string {
  const rows = [[...HEAD], ...requests.flatMap(rowsOf)].map((row) => row.map(shown))
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === HEAD.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}
