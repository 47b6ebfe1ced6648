/** The linter's door: policy text to findings. */
import { parsePolicy } from '../document/parsePolicy.ts'
import type { PolicyType } from '../types.ts'
import type { Finding, LintOptions } from './finding.ts'

/**
 * Everything worth saying about `text` as a policy of `type`, in the order of the text. Never throws, whatever the text.
 * A text that `parsePolicy` refuses has at least one finding of severity `ERROR`.
 */
export function lintPolicy(text: string, type: PolicyType, options: LintOptions = {}): readonly Finding[] {
  const parsed = parsePolicy(text, type, { managed: options.managed ?? false })
  if (parsed.ok) return []
  return parsed.faults.map(({ detail, span, path }) => ({
    code: 'BREVET_REFUSED',
    severity: 'ERROR',
    message: detail,
    span,
    path,
    location: [],
    learnMore: 'docs/lint.md#brevet_refused',
  }))
}
