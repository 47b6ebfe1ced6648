/** An explanation as a tree that people read: layers, statements, policy text with carets, and what would have helped. */
import type { DecidingStatement, LayerReport, Span, StatementReport } from '../../types.ts'
import type { Explanation, NearMiss } from '../explanation.ts'
import { locateElement, markSpan } from './mark.ts'
import { failureText, layerText, nearMissText, statementLine, verdictText } from './phrases.ts'
import { type Branch, printTree, wrap } from './tree.ts'

/** What is explained, and how it is shown. */
export interface RenderOptions {
  /** Shown above the tree. */
  readonly subject?: { readonly caller: string; readonly action: string; readonly resource: string }
  /** The text that a statement was read from; undefined where it is not known or no longer the same. */
  readonly textOf?: (statement: DecidingStatement) => string | undefined
  /** Columns. Default 100; words are not broken. */
  readonly width?: number
}

const WIDTH = 100
/** Statements shown of one layer; the others are counted. */
const MAX_STATEMENTS = 6

/**
 * Plain text, lines ended by `\n`: the verdict, the layers in AWS's order with the statements that mattered, near misses
 * and the smallest changes that would have allowed the request. Without colour. Control characters of policies and
 * requests are escaped.
 */
export function renderExplanation(explanation: Explanation, options: RenderOptions = {}): string {
  const { subject, width = WIDTH } = options
  const { nearMisses, counterfactuals, layers } = explanation
  const facts = subject === undefined ? [] : Object.entries(subject).map(([name, text]) => `${name.padEnd(10)}${text}`)
  const changes = counterfactuals.map(({ sentence }): Branch => ({ text: sentence }))
  const lines = [
    verdictText(explanation),
    ...facts.flatMap((fact) => wrap(fact, width)).map((line) => `  ${line}`),
    '',
    'What each layer said',
    ...printTree(
      layers.map((layer) => layerBranch(layer, explanation, options)),
      width,
    ),
    ...section(
      'Near misses',
      nearMisses.map((near) => nearBranch(near, options)),
      width,
    ),
    ...section(changesTitle(explanation), changes, width),
  ]
  return `${lines.join('\n')}\n`
}

function section(title: string, branches: readonly Branch[], width: number): readonly string[] {
  return branches.length === 0 ? [] : ['', title, ...printTree(branches, width)]
}

function changesTitle({ search }: Explanation): string {
  const title = 'What would have allowed it, smallest change first'
  return search === 'complete' ? title : `${title} (the search ended at its bound: there may be others)`
}

function layerBranch(report: LayerReport, explanation: Explanation, options: RenderOptions): Branch {
  const { layer, outcome } = report
  const decided = layer === explanation.layer && outcome !== 'allowed' ? '  <== decided' : ''
  const skipped = explanation.bypass?.skipped.some((gate) => gate.layer === layer) === true ? ', not needed' : ''
  const concerned = report.statements.filter(({ action, applies }) => action || applies)
  const shown = concerned
    .toSorted((left, right) => Number(right.applies) - Number(left.applies))
    .slice(0, MAX_STATEMENTS)
  const branches = shown.map((statement) => statementBranch(statement, options))
  const others = report.statements.length - shown.length
  const rest = others === 0 ? [] : [{ text: restText(others, concerned.length - shown.length) }]
  return { text: `${layerText(report)}${skipped}${decided}`, branches: [...branches, ...rest] }
}

function restText(others: number, concerned: number): string {
  const count = `${others} ${shownAlready(others)}`
  return concerned === 0 ? `${count} about other actions` : `${count}, ${concerned} of them about this action`
}

const shownAlready = (count: number): string => (count === 1 ? 'other statement' : 'other statements')

function statementBranch(report: StatementReport, options: RenderOptions): Branch {
  const failure = failureText(report)
  const text = statementLine(report.statement)
  if (failure !== undefined) return { text: `${text}: ${failure}` }
  return { text, exact: marked(report.statement, 'Effect', options) }
}

function nearBranch(near: NearMiss, options: RenderOptions): Branch {
  return { text: nearMissText(near), exact: marked(near.statement, near.element, { ...options, span: near.span }) }
}

/** The line of the policy that an element stands on, with carets; nothing where the text is not known. */
function marked(
  statement: DecidingStatement,
  element: NearMiss['element'] | 'Effect',
  { textOf, span, width = WIDTH }: RenderOptions & { readonly span?: Span | undefined },
): readonly string[] {
  const text = textOf?.(statement)
  if (text === undefined || statement.span === undefined) return []
  const found = span ?? locateElement(text, statement.span, element) ?? statement.span
  return markSpan(text, found, width - INDENT)
}

/** Columns that the tree takes before a policy's text. */
const INDENT = 12
