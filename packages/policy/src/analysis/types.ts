/** Questions about policies and their three answers. No behaviour. */
import type { AuthorizationRequest, PolicyDocument } from '../types.ts'

/** How much may be spent on a question. */
export interface AnalysisOptions {
  /**
   * Steps for the whole question; one step is about one automaton transition or one element tried. Default
   * `DEFAULT_BUDGET`, about 50 ms on the reference machine. When they are spent the answer is `unknown`.
   */
  readonly budget?: number
}

/** A statement of the policy in question, as Access Analyzer's `ReasonSummary` names it. */
export interface StatementReason {
  /** Zero-based position in `Statement`; absent for the Allow of RCPFullAWSAccess, which no policy spells out. */
  readonly statementIndex?: number
  /** Its `Sid`, where it has one. */
  readonly statementId?: string
  /** One sentence for people. */
  readonly description: string
}

/** A statement that gives the access asked about, with a request that shows it. */
export interface AccessFinding extends StatementReason {
  /**
   * The request, replayed through the engine before it stood here: with `policies` as they are (the policy in question in
   * its layer, everything else open) it is allowed; with the policy compared against in its place it is denied. `context`
   * holds only keys that matter.
   */
  readonly request: AuthorizationRequest
}

/** A statement about which nothing could be proved and nothing shown; `description` says why. */
export type Undecided = StatementReason

/**
 * The answer to a question of the form "is there no such access?".
 * `proved`: there is none, for any request. `counterexample`: there is, `findings` show it statement by statement (other
 * statements may be undecided). `unknown`: nothing was found and nothing is proved; never to be taken for `proved`. `why` is
 * the first reason, without its full stop.
 */
export type Analysis =
  | { readonly answer: 'proved'; readonly steps: number }
  | {
      readonly answer: 'counterexample'
      readonly findings: readonly [AccessFinding, ...AccessFinding[]]
      readonly undecided: readonly Undecided[]
      readonly steps: number
    }
  | {
      readonly answer: 'unknown'
      readonly why: string
      readonly undecided: readonly Undecided[]
      readonly steps: number
    }

/** One entry of CheckAccessNotGranted: some of `actions` on some of `resources`; an absent or empty list means any. */
export interface Access {
  /** Action patterns as in a policy: `s3:GetObject`, `iam:*`. */
  readonly actions?: readonly string[]
  /** Resource patterns as in a policy; a `*` stands for any text, `${` has no meaning. */
  readonly resources?: readonly string[]
}

/** Whether `proposed` allows a request that `existing` does not. The types of the two must agree. */
export type CheckNoNewAccess = (
  existing: PolicyDocument,
  proposed: PolicyDocument,
  options?: AnalysisOptions,
) => Analysis

/** Whether `policy` allows any of `accesses`, whatever the conditions. */
export type CheckAccessNotGranted = (
  policy: PolicyDocument,
  accesses: readonly Access[],
  options?: AnalysisOptions,
) => Analysis

/** Whether a resource or trust policy lets in somebody it does not know. */
export type CheckNoPublicAccess = (policy: PolicyDocument, options?: AnalysisOptions) => Analysis

/** Both directions: what `right` allows and `left` does not (`gained`), and the reverse (`lost`). */
export interface Comparison {
  readonly gained: Analysis
  readonly lost: Analysis
}
export type ComparePolicies = (left: PolicyDocument, right: PolicyDocument, options?: AnalysisOptions) => Comparison

/**
 * A statement without which the policy means the same. `never`: it applies to no request at all. `denied`: an Allow that
 * Deny statements of the same policy cover entirely. `covered`: other statements of its effect cover it; `by` are their
 * indexes (those that took part in the proof).
 */
export interface IdleStatement extends StatementReason {
  readonly kind: 'never' | 'denied' | 'covered'
  readonly by: readonly number[]
}
/** Statements proved idle, in order of index; what is unknown is not reported. */
export type FindIdleStatements = (policy: PolicyDocument, options?: AnalysisOptions) => readonly IdleStatement[]

/** How a pattern is to be read: where it stands in a policy and what that allows. */
export type PatternPlace = 'action' | 'resource' | 'paddedResource' | 'text'

/** Whether a union of patterns covers a pattern. `witness` is a text of the pattern that the union does not match. */
export type Inclusion =
  | { readonly answer: 'included' }
  | { readonly answer: 'witness'; readonly witness: string }
  | { readonly answer: 'unknown'; readonly why: string }
