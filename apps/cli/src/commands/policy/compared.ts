/** The answers of `brevet policy diff`, for people and for machines. */
import type { PolicyDocument } from '@brevet/policy'
import type {
  AccessFinding,
  Analysis,
  describePrincipal,
  newActions,
  spellKey,
  StatementReason,
} from '@brevet/policy/analysis'

/** A policy of the comparison. */
export interface Compared {
  readonly path: string
  readonly document: PolicyDocument
}

/** What the analysis says in words. */
export interface Words {
  readonly describePrincipal: typeof describePrincipal
  readonly newActions: typeof newActions
  readonly spellKey: typeof spellKey
}

/** `gained`: `by`, the new policy, allows more `than` the old one. `lost`: the old one does. */
export interface Direction {
  readonly direction: 'gained' | 'lost'
  readonly by: Compared
  readonly than: Compared
}

/** Lines for people. */
export function analysisText(analysis: Analysis, { direction, by, than }: Direction, words: Words): string {
  const what = direction === 'gained' ? 'new access' : 'access is lost'
  const none = direction === 'gained' ? 'no new access' : 'no access is lost'
  switch (analysis.answer) {
    case 'proved':
      return `${none}: ${by.path} allows nothing that ${than.path} does not (proved for all requests).\n`
    case 'unknown':
      return [
        `unknown whether there is ${what === 'new access' ? what : 'access that is lost'}:`,
        ...undecidedLines(analysis.undecided),
        '',
      ].join('\n')
    case 'counterexample':
      return [
        `${what}: ${by.path} allows what ${than.path} does not.`,
        ...analysis.findings.flatMap((finding) => findingLines(finding, { direction, by, than }, words)),
        ...(analysis.undecided.length === 0 ? [] : ['', 'unknown:', ...undecidedLines(analysis.undecided)]),
        '',
      ].join('\n')
  }
}

const undecidedLines = (undecided: readonly StatementReason[]): readonly string[] => [
  ...undecided.map(({ description }) => `  ${description}`),
  ...(undecided.some(({ description }) => description.includes('budget'))
    ? ['  Try again with a higher --budget.']
    : []),
]

function placeOf({ statementIndex }: StatementReason, { path, document }: Compared): string {
  const span = statementIndex === undefined ? undefined : document.statements[statementIndex]?.span
  return span === undefined
    ? 'RCPFullAWSAccess, where no Deny stops it any more'
    : `${path}:${span.line}:${span.column}`
}

function findingLines(finding: AccessFinding, { by, than }: Direction, words: Words): readonly string[] {
  const { principal, action, resource, context } = requestOf(finding, by, words)
  const keys = Object.entries(context).map(([key, values]) => `${key} = ${[values].flat().join(', ')}`)
  const rows: readonly (readonly [string, string])[] = [
    ...(principal === undefined ? [] : [['principal', principal] as const]),
    ['action', action],
    ...(resource === undefined ? [] : [['resource', resource] as const]),
    ...keys.map((key, index) => [index === 0 ? 'context' : '', key] as const),
    ...otherActions(action, words.newActions(than.document, by.document, finding.request)),
  ]
  const sid = finding.statementId === undefined ? '' : ` ${finding.statementId}`
  return ['', `  ${placeOf(finding, by)}${sid}`, ...rows.map(([name, value]) => `    ${name.padEnd(10)}${value}`)]
}

/** So many actions are named; the others are counted. */
const NAMED = 4

/** The actions that the example holds for as well. */
function otherActions(action: string, actions: readonly string[]): readonly (readonly [string, string])[] {
  const others = actions.filter((one) => one !== action)
  if (others.length === 0) return []
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more actions` : ''
  return [['also', `${others.slice(0, NAMED).join(', ')}${more}`]]
}

interface ShownRequest {
  /** Absent where the policy is attached to its principal. */
  readonly principal?: string
  readonly action: string
  /** Absent where the policy is attached to its resource's role. */
  readonly resource?: string
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

const ATTACHED_TO_PRINCIPAL: ReadonlySet<string> = new Set(['identity', 'session', 'boundary', 'scp'])

function requestOf({ request }: AccessFinding, { document }: Compared, words: Words): ShownRequest {
  const context = Object.create(null) as Record<string, string | readonly string[]>
  for (const [key, { values, multi }] of request.context)
    context[words.spellKey(key, document)] = multi ? values : (values[0] ?? '')
  return {
    ...(ATTACHED_TO_PRINCIPAL.has(document.type) ? {} : { principal: words.describePrincipal(request.principal) }),
    action: request.action,
    ...(document.type === 'trust' ? {} : { resource: request.resource }),
    context,
  }
}

/**
 * The same for machines: `answer`, and by statement what was shown (`findings`, with all known `actions` that the example
 * holds for) or stayed open (`undecided`).
 */
export function analysisJson(analysis: Analysis, { by, than }: Omit<Direction, 'direction'>, words: Words): object {
  if (analysis.answer !== 'counterexample') return analysis
  const findings = analysis.findings.map((finding) => {
    const { request, ...reason } = finding
    const span = reason.statementIndex === undefined ? undefined : by.document.statements[reason.statementIndex]?.span
    const place = span === undefined ? {} : { file: by.path, line: span.line, column: span.column }
    const actions = words.newActions(than.document, by.document, request)
    return { ...reason, ...place, request: requestOf(finding, by, words), actions }
  })
  return { ...analysis, findings }
}
