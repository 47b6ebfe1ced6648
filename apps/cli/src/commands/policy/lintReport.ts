/** The reports of `brevet policy lint`: for people, for programs, for code scanning. */
import { printable, type PolicyType } from '@brevet/policy'
import type { Finding, Severity } from '@brevet/policy/lint'
import type { Linter } from './linting.ts'

/** A file and what was found in it. */
export interface Linted {
  /** As it was given; `<stdin>` for standard input. */
  readonly path: string
  readonly type: PolicyType
  readonly text: string
  readonly findings: readonly Finding[]
}

const NAMES: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  ERROR: ['error', 'errors'],
  SECURITY_WARNING: ['security warning', 'security warnings'],
  WARNING: ['warning', 'warnings'],
  SUGGESTION: ['suggestion', 'suggestions'],
}

/** `file:line:column SEVERITY CODE message`, with the line of the policy and the place marked in it; a summary last. */
export function textReport(linted: readonly Linted[]): string {
  const lines = linted.flatMap(({ path, text, findings }) => {
    const source = text.split('\n')
    return findings.flatMap((finding) => {
      const { span, severity, code, message } = finding
      const head = `${path}:${span.line}:${span.column} ${severity} ${code} ${message}`
      return [printable(head), ...markedLine(source, finding), '']
    })
  })
  return `${[...lines, summary(linted)].join('\n')}\n`
}

function summary(linted: readonly Linted[]): string {
  const all = linted.flatMap(({ findings }) => findings)
  const where = linted.length === 1 ? (linted[0]?.path ?? '') : `${linted.length} files`
  const counts = (Object.keys(NAMES) as Severity[]).flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${NAMES[severity][count === 1 ? 0 : 1]}`]
  })
  const fixable = all.filter(({ fix }) => fix !== undefined).length
  const hint = fixable === 0 ? '' : ` (--fix repairs ${fixable === all.length ? 'all' : fixable})`
  return printable(counts.length === 0 ? `${where}: no findings` : `${where}: ${counts.join(', ')}${hint}`)
}

/** As much of a line as fits a terminal. */
const WIDTH = 100

function markedLine(source: readonly string[], { span }: Finding): readonly string[] {
  const line = source[span.line - 1]?.replace(/\r$/, '') ?? ''
  if (span.start === 0 && span.end === 0) return []
  const from = span.column - 1 < WIDTH - 20 ? 0 : span.column - 21
  const shown = inPlace(line.slice(from, from + WIDTH))
  const margin = String(span.line)
  const length = Math.max(1, Math.min(span.end - span.start, shown.length - (span.column - 1 - from)))
  return [
    `  ${margin} | ${shown}`,
    `  ${' '.repeat(margin.length)} | ${' '.repeat(span.column - 1 - from)}${'^'.repeat(length)}`,
  ]
}

/** What could harm a terminal as dots, each in its place, so that the mark stays under what it marks. */
const inPlace = (line: string): string =>
  line.replaceAll(/[^\u0020-\u007e]/g, (unit) => (unit === '\t' ? ' ' : printable(unit) === unit ? unit : '·'))

/** One object for each file: `path`, `type` and `findings` as the library gives them. */
export function jsonReport(linted: readonly Linted[]): string {
  const files = linted.map(({ path, type, findings }) => ({ path, type, findings }))
  return `${JSON.stringify({ files }, null, 4)}\n`
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'error',
  WARNING: 'warning',
  SUGGESTION: 'note',
}

/** SARIF 2.1.0 (OASIS), as code scanning services read it. */
export function sarifReport(
  linted: readonly Linted[],
  { RULES, learnMore }: Pick<Linter, 'RULES' | 'learnMore'>,
): string {
  const found = new Set(linted.flatMap(({ findings }) => findings.map(({ code }) => code)))
  const rules = RULES.filter(({ code }) => found.has(code)).map((rule) => ({
    id: rule.code,
    shortDescription: { text: rule.about },
    // A page of the repository, not an address, for rules of our own.
    ...(learnMore(rule).startsWith('https:') ? { helpUri: learnMore(rule) } : {}),
    properties: { severity: rule.severity },
  }))
  const results = linted.flatMap(({ path, text, findings }) =>
    findings.map((finding) => sarifResult(path, text, finding)),
  )
  const driver = { name: 'brevet policy lint', rules }
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results }
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 4)}\n`
}

function sarifResult(path: string, text: string, { code, severity, message, span }: Finding): object {
  const covered = text.slice(span.start, span.end).split('\n')
  const last = covered.at(-1)?.length ?? 0
  const region = {
    startLine: span.line,
    startColumn: span.column,
    endLine: span.line + covered.length - 1,
    endColumn: covered.length === 1 ? span.column + last : last + 1,
  }
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(path) }, region } }],
  }
}
