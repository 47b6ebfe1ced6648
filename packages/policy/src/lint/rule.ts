/** What a rule is, and what it sees. */
import type { PolicyDocument, PolicyType } from '../types.ts'
import type { JsonPatchOperation, LintOptions, Severity } from './finding.ts'
import type { Draft, DraftStatement } from './source/draft.ts'
import type { Place } from './source/place.ts'

/** One rule as the documentation tells it. */
export interface Rule {
  /** AWS's issue code, or ours with `BREVET_`. */
  readonly code: string
  readonly severity: Severity
  /** AWS's severity where ours differs; the reason stands in `about`. */
  readonly severityAtAws?: Severity
  /** What it finds and why that matters, for docs/lint.md. */
  readonly about: string
}

/** What a finding is about, in the words of one rule. */
export interface Remark {
  readonly message: string
  readonly fix?: readonly JsonPatchOperation[] | undefined
}

/** What a check sees: the document, and where to put what it finds. */
export interface Linting {
  readonly text: string
  readonly type: PolicyType
  readonly options: LintOptions
  readonly draft: Draft
  /** The document as the engine reads it; undefined where it is refused. */
  readonly policy: PolicyDocument | undefined
  readonly report: (rule: Rule, place: Place, remark: Remark) => void
}

/** A family of rules that are found in one pass. `document` runs once, `statement` for each statement. */
export interface Check {
  readonly rules: readonly Rule[]
  readonly document?: (linting: Linting) => void
  readonly statement?: (statement: DraftStatement, linting: Linting) => void
}
