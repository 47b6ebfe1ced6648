/** The linter's door: policy text to findings. */
import { parsePolicy } from '../document/parsePolicy.ts'
import { spansOf } from '../document/lines.ts'
import { scanJson } from '../document/json.ts'
import type { PolicyFault, PolicyType } from '../types.ts'
import type { Finding, LintOptions } from './finding.ts'
import { sizeFinding } from './grammar/size.ts'
import { CHECKS, DUPLICATE_KEY, FOREIGN_CHARACTER, JSON_SYNTAX_ERROR, learnMore, REFUSED } from './rules.ts'
import type { Linting, Remark, Rule } from './rule.ts'
import { type Draft, readDraft } from './source/draft.ts'
import { pathText, type Place } from './source/place.ts'
import { readJson } from './source/readJson.ts'

/** The findings of one document, and how to add to them. */
interface Findings {
  readonly list: Finding[]
  readonly report: Linting['report']
}

/** More findings than this help nobody, and would make a hostile document dear. One error is always among them. */
const MAX_FINDINGS = 1_000

/**
 * Everything worth saying about `text` as a policy of `type`, in the order of the text. Never throws, whatever the text;
 * inclusion questions have a step budget. A text that `parsePolicy` refuses has at least one finding of severity `ERROR`.
 */
export function lintPolicy(text: string, type: PolicyType, options: LintOptions = {}): readonly Finding[] {
  const findings = collect(text)
  const size = sizeFinding(text, type, options)
  if (size !== undefined) findings.report(size.rule, { start: 0, end: 0, location: [] }, { message: size.message })
  if (size?.scannable !== false) lintText({ text, type, options }, findings)
  return findings.list.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
}

function lintText({ text, type, options }: Pick<Linting, 'text' | 'type' | 'options'>, findings: Findings): void {
  const draft = read(text, findings)
  if (draft === undefined) return
  const parsed = parsePolicy(text, type, { managed: options.managed ?? false })
  const policy = parsed.ok ? parsed.policy : undefined
  const linting: Linting = { text, type, options, draft, policy, report: findings.report }
  for (const check of CHECKS) {
    check.document?.(linting)
    for (const statement of draft.statements) check.statement?.(statement, linting)
  }
  if (!parsed.ok) reportRest(parsed.faults, findings)
}

function collect(text: string): Findings {
  const spanOf = spansOf(text)
  const list: Finding[] = []
  const report = (rule: Rule, { start, end, location }: Place, { message, fix }: Remark): void => {
    const first = rule.severity === 'ERROR' && !list.some(({ severity }) => severity === 'ERROR')
    if (list.length >= MAX_FINDINGS && !first) return
    list.push({
      code: rule.code,
      severity: rule.severity,
      message,
      span: spanOf(start, end),
      path: pathText(location),
      location,
      learnMore: learnMore(rule),
      ...(fix === undefined ? {} : { fix }),
    })
  }
  return { list, report }
}

const FOREIGN = /[^\t\n\r\u0020-\u00ff]+/g

/** The document, as far as it can be read; what is no JSON is reported. */
function read(text: string, { report }: Findings): Draft | undefined {
  for (const { 0: foreign, index } of text.matchAll(FOREIGN)) {
    const message = `IAM takes the characters U+0020 to U+00FF, tab and line ends only; ${JSON.stringify(foreign.slice(0, 20))} is outside.`
    report(FOREIGN_CHARACTER, { start: index, end: index + foreign.length, location: [] }, { message })
  }
  const strict = scanJson(text)
  if (!('reason' in strict)) return readDraft(strict)
  const { root, faults } = readJson(text)
  for (const { kind, start, end, reason } of faults) {
    const rule = kind === 'duplicate' ? DUPLICATE_KEY : JSON_SYNTAX_ERROR
    report(rule, { start, end, location: [] }, { message: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` })
  }
  // The two readers agree on what is JSON; if they ever did not, the strict one is right.
  if (faults.length === 0)
    report(JSON_SYNTAX_ERROR, { start: strict.at, end: strict.at, location: [] }, { message: strict.reason })
  return root === undefined ? undefined : readDraft(root)
}

/** What IAM refuses and no rule has found: never silent about a document that cannot be saved. */
function reportRest(faults: readonly PolicyFault[], { list, report }: Findings): void {
  const errors = list.filter(({ severity }) => severity === 'ERROR')
  for (const { span, path, detail, kind } of faults) {
    const covered =
      kind !== 'grammar'
        ? errors.length > 0
        : errors.some(
            (error) =>
              touches(error, span) || error.path === path || (path !== '' && error.path.startsWith(`${path}.`)),
          )
    if (!covered) report(REFUSED, { ...span, location: [] }, { message: `IAM refuses this: ${detail}.` })
  }
}

const touches = ({ span }: Finding, { start, end }: { readonly start: number; readonly end: number }): boolean =>
  span.start < end && start < span.end
