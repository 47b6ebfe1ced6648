/** What `explain` answers: a decision, what nearly allowed it, and what would have. No behaviour. */
import type { ConditionReport, DecidingStatement, Decision, Layer, Outcome, PrincipalMatch, Span } from '../types.ts'

/**
 * A decision with the reasoning that helps a person: what nearly allowed the request and the smallest changes that would
 * have. The members of `Decision` are those of `judge`, deep-equal. An allowed request has neither near misses nor
 * counterfactuals. Near misses, counterfactuals and `search` are worked out when first read: a spread does not copy them,
 * `JSON.stringify` does.
 */
export interface Explanation extends Decision {
  /** Set where a resource-based or trust policy named the caller so that gates were skipped (policy-engine.md 1.2). */
  readonly bypass?: Bypass
  /** Most useful first, at most `MAX_NEAR_MISSES`. */
  readonly nearMisses: readonly NearMiss[]
  /** Smallest first, at most `MAX_COUNTERFACTUALS`. Every one was replayed and allows the request. */
  readonly counterfactuals: readonly Counterfactual[]
  /** `budget`: the search ended at its bound, so that a smaller or another change may exist. */
  readonly search: 'complete' | 'budget'
}

/** A grant that made the caller's own gates unnecessary. Explicit denies and control policies always count. */
export interface Bypass {
  /** `direct` skips identity, boundary and session; `viaRole` and `viaUser` skip identity only. */
  readonly match: Extract<PrincipalMatch, 'direct' | 'viaRole' | 'viaUser'>
  /** The statements that named the caller so. */
  readonly by: readonly DecidingStatement[]
  /** The gates that were skipped, with what they would have said. */
  readonly skipped: readonly { readonly layer: Layer; readonly outcome: Outcome }[]
}

/** The elements of a statement that can fail. */
export type ElementName =
  | 'Action'
  | 'NotAction'
  | 'Resource'
  | 'NotResource'
  | 'Principal'
  | 'NotPrincipal'
  | 'Condition'

/**
 * A statement one element away: an Allow that failed in this element only, or, for an explicit deny, a Deny that would
 * not have applied had this element not matched.
 */
export interface NearMiss {
  readonly statement: DecidingStatement
  readonly element: ElementName
  /** What the policy asks for, as written; for `Principal` such as `AWS:arn:...`. */
  readonly expected: readonly string[]
  /** What the request has; empty when it has nothing. */
  readonly actual: readonly string[]
  /** Set when the element is a condition. */
  readonly condition?: ConditionReport
  /** The condition in its policy's text. Other elements have no span of their own: `locateElement` finds them. */
  readonly span?: Span
}

/** A statement as it would be written, ready for `JSON.stringify`. */
export interface StatementJson {
  readonly Effect: 'Allow'
  readonly Principal?: '*' | Readonly<Record<string, string>>
  readonly Action: string
  readonly Resource?: string
}

/** One change, for machines. */
export type Change =
  /** The request context has `values` for `key`; none: the key is absent. */
  | { readonly kind: 'context'; readonly key: string; readonly values: readonly string[]; readonly multi: boolean }
  /** The same call on another resource. */
  | { readonly kind: 'resource'; readonly resource: string }
  /** Another action on the same resource. */
  | { readonly kind: 'action'; readonly action: string }
  /** `statement` also lists `value` in an element; `type` is the principal's (`AWS`, `Service`, `Federated`). */
  | {
      readonly kind: 'addValue'
      readonly statement: DecidingStatement
      readonly element: 'Action' | 'Resource' | 'Principal'
      readonly type?: 'AWS' | 'Service' | 'Federated'
      readonly value: string
    }
  /** A new statement in a layer. `policyId` is set where the layer is one given policy (boundary, resource, trust). */
  | {
      readonly kind: 'addStatement'
      readonly layer: Layer
      readonly level?: number
      readonly policyId?: string
      readonly statement: StatementJson
    }
  /** One Deny statement less. */
  | { readonly kind: 'removeStatement'; readonly statement: DecidingStatement }
  /** A policy that cannot be read denies everything: it is repaired or detached. */
  | { readonly kind: 'removePolicy'; readonly statement: DecidingStatement }

/** A set of changes, each needed, which together would have allowed the request. */
export interface Counterfactual {
  /** The kind of its first change. */
  readonly kind: Change['kind']
  readonly changes: readonly Change[]
  /** `Allowed if aws:MultiFactorAuthPresent were true.` */
  readonly sentence: string
  /** Layers whose policies the changes were read from: who may not see those must not see this. */
  readonly layers: readonly Layer[]
}

/** Bounds of an explanation. */
export const MAX_NEAR_MISSES: number = 8
export const MAX_COUNTERFACTUALS: number = 6
/** More changes than this at once are no help. */
export const MAX_CHANGES: number = 4
