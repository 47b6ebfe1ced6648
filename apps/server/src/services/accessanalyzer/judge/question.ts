/** What the judge can be asked, and what it answers. Only data: it goes from thread to thread. */
import type { PolicyDocument, PolicyType } from '@brevet/policy'
import type { Access, Analysis } from '@brevet/policy/analysis'
import type { Finding, LintOptions } from '@brevet/policy/lint'

/** The questions with their answers. */
export interface Judgements {
  /** `lintPolicy` of `@brevet/policy/lint`. */
  readonly findings: {
    readonly question: { readonly text: string; readonly type: PolicyType; readonly options: LintOptions }
    readonly answer: readonly Finding[]
  }
  /** `checkNoNewAccess` of `@brevet/policy/analysis`. */
  readonly noNewAccess: {
    readonly question: { readonly existing: PolicyDocument; readonly proposed: PolicyDocument }
    readonly answer: Analysis
  }
  /** `checkAccessNotGranted` of `@brevet/policy/analysis`. */
  readonly accessNotGranted: {
    readonly question: { readonly policy: PolicyDocument; readonly accesses: readonly Access[] }
    readonly answer: Analysis
  }
  /** `checkNoPublicAccess` of `@brevet/policy/analysis`. */
  readonly noPublicAccess: {
    readonly question: { readonly policy: PolicyDocument }
    readonly answer: Analysis
  }
}

/** One question on its way to the judge. */
export type Question = {
  readonly [Kind in keyof Judgements]: { readonly kind: Kind } & Judgements[Kind]['question']
}[keyof Judgements]
