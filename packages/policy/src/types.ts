/** Every shared type of the package: documents, requests, decisions. No behaviour. */

/** The places a policy document can stand; each has its own grammar and size (policy-engine.md 1.4, 2.1). */
export type PolicyType = 'identity' | 'trust' | 'resource' | 'session' | 'boundary' | 'scp' | 'rcp'

/** A stretch of policy text: UTF-16 offsets (end exclusive) and the 1-based line and column of `start`. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
}

/** One reason why a text is not a policy of the wanted type. */
export interface PolicyFault {
  /** What AWS says in `MalformedPolicyDocument`, word for word where known. */
  readonly message: string
  /** What exactly is wrong, in our words; for people and linters. */
  readonly detail: string
  /** `size`: over the type's quota (IAM answers LimitExceeded); `json`: not strict JSON; `grammar`: the rest. */
  readonly kind: 'size' | 'json' | 'grammar'
  readonly span: Span
  /** JSON path of the element, such as `Statement[0].Action[1]`; empty for the document. */
  readonly path: string
}

/** Outcome of `parsePolicy`. On failure `faults` is never empty and starts with the one AWS would report. */
export type ParseResult =
  | { readonly ok: true; readonly policy: PolicyDocument }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] }

export type Effect = 'Allow' | 'Deny'

/** Language version; an absent `Version` is 2008-10-17, in which `${` has no meaning (rule 2.1). */
export type PolicyVersion = '2008-10-17' | '2012-10-17'

/** A parsed, immutable policy document. */
export interface PolicyDocument {
  readonly type: PolicyType
  readonly version: PolicyVersion
  readonly id?: string
  readonly statements: readonly Statement[]
}

/** One statement, lists normalised to arrays. `resource` is absent in trust policies, `principal` where the type has none. */
export interface Statement {
  readonly index: number
  readonly sid?: string
  readonly effect: Effect
  readonly span: Span
  readonly action: PatternSet
  readonly resource?: PatternSet
  readonly principal?: PrincipalSet
  readonly conditions: readonly Condition[]
}

/** `Action`/`Resource` (negated false) or `NotAction`/`NotResource` (negated true); patterns as written. */
export interface PatternSet {
  readonly negated: boolean
  readonly patterns: readonly string[]
}

/** `Principal` or `NotPrincipal`. A bare `"*"` sets `everyone`; `{"AWS":"*"}` is the value `*` in `aws`. */
export interface PrincipalSet {
  readonly negated: boolean
  readonly everyone: boolean
  readonly aws: readonly string[]
  readonly service: readonly string[]
  readonly federated: readonly string[]
  readonly canonicalUser: readonly string[]
}

/** The 27 condition operators (rule 2.2), as AWS spells them. */
export type OperatorName =
  | `String${'' | 'Not'}Equals${'' | 'IgnoreCase'}`
  | `String${'' | 'Not'}Like`
  | `${'Numeric' | 'Date'}${'Equals' | 'NotEquals' | 'LessThan' | 'LessThanEquals' | 'GreaterThan' | 'GreaterThanEquals'}`
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'NotIpAddress'
  | `Arn${'' | 'Not'}${'Equals' | 'Like'}`
  | 'Null'

/** No set operator, `ForAllValues:`, `ForAnyValue:`. */
export type Quantifier = 'one' | 'all' | 'any'

/** One operator with one key; several keys under an operator are several conditions, all of which must hold. */
export interface Condition {
  readonly operator: OperatorName
  readonly quantifier: Quantifier
  readonly ifExists: boolean
  /** As written; keys are compared ignoring case. */
  readonly key: string
  /** As written; numbers and booleans in their JSON spelling. */
  readonly values: readonly string[]
  readonly span: Span
}

/** A stored document that could not be read. It denies everything in its layer (POL-07, rule 0.8). */
export interface UnreadablePolicy {
  readonly unreadable: string
}

/** A policy in force and where it comes from. */
export interface PolicySource {
  /** Policy ARN, or `inline:<name>`. */
  readonly id: string
  readonly version?: string
  /** ARN of the principal, OU or account it is attached to; only repeated in reports. */
  readonly attachedTo?: string
  readonly document: PolicyDocument | UnreadablePolicy
}

/** Who asks. `account` is 12 digits; ARNs are full; ids are the 21-character unique ids. */
export type Principal =
  | { readonly kind: 'root'; readonly account: string; readonly partition: string }
  | {
      readonly kind: 'user'
      readonly account: string
      readonly arn: string
      readonly id: string
      readonly name: string
    }
  | AssumedRole
  | FederatedUser
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'anonymous' }

/** A role session. `arn` is the `assumed-role` ARN, `roleArn` the role's own with its path. */
export interface AssumedRole {
  readonly kind: 'assumedRole'
  readonly account: string
  readonly arn: string
  readonly roleArn: string
  readonly roleId: string
  readonly roleName: string
  readonly sessionName: string
}

/** A GetFederationToken session; `issuer` is whose long-term keys made it. */
export interface FederatedUser {
  readonly kind: 'federatedUser'
  readonly account: string
  readonly arn: string
  readonly name: string
  readonly issuer: { readonly kind: 'user' | 'root'; readonly arn: string; readonly id: string }
}

/** Value of a context key. `multi` is a property of the key (rule 2.4), not of how many values it has now. */
export interface ContextValue {
  readonly values: readonly string[]
  readonly multi: boolean
}

/** Request context by lower-cased key, `aws:requesttag/team` for instance. A key with no values counts as absent. */
export type Context = ReadonlyMap<string, ContextValue>

/** The policies that apply to a request, gathered by the caller. */
export interface ApplicablePolicies {
  /** Inline and managed policies of the user (and of its groups) or role. */
  readonly identity: readonly PolicySource[]
  readonly boundary?: PolicySource
  /** Session policies. Absent: none were passed. Present but empty: nothing is permitted. */
  readonly session?: readonly PolicySource[]
  /** Brevet: these session policies limit even direct grants (contract.md, GetSessionToken with Policy). */
  readonly sessionLimitsDirectGrant?: boolean
  /** Per level, root to account of the principal; empty when not subject to SCPs. */
  readonly scp: readonly (readonly PolicySource[])[]
  /** Per level, root to account of the resource; empty when not subject to RCPs. */
  readonly rcp: readonly (readonly PolicySource[])[]
  readonly resource?: { readonly kind: 'resource' | 'trust'; readonly source: PolicySource }
}

/** One action on one resource by one principal. */
export interface AuthorizationRequest {
  readonly action: string
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string
  readonly resourceAccount: string
  readonly principal: Principal
  readonly context: Context
  readonly policies: ApplicablePolicies
}

export type Layer = 'rcp' | 'scp' | 'resource' | 'trust' | 'identity' | 'boundary' | 'session'
export type Outcome = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** How a `Principal` element reached the caller; a better one skips more gates (rule 1.2). */
export type PrincipalMatch = 'direct' | 'viaRole' | 'viaUser' | 'account' | 'none'

/** The verdict. `layer` is set on denials: the first responsible one in AWS's documented order (rule 1.1). */
export interface Decision {
  readonly allowed: boolean
  readonly outcome: Outcome
  readonly layer?: Layer
  /** The statements that denied in `layer`, or those that granted in any gate; empty for an implicit deny. */
  readonly deciding: readonly DecidingStatement[]
  readonly layers: readonly LayerReport[]
}

/** A statement that decided. `index` and `span` are absent only when the whole policy is unreadable. */
export interface DecidingStatement {
  readonly layer: Layer
  readonly level?: number
  readonly policyId: string
  readonly version?: string
  readonly attachedTo?: string
  readonly effect: Effect
  readonly sid?: string
  readonly index?: number
  readonly span?: Span
  readonly unreadable?: string
}

/** What one layer (for scp and rcp: one level, 0 = organization root) said. */
export interface LayerReport {
  readonly layer: Layer
  readonly level?: number
  readonly outcome: Outcome
  /** Best principal match among the matching Allow statements; resource and trust layers only. */
  readonly grant?: PrincipalMatch
  readonly statements: readonly StatementReport[]
}

/** What one statement said. When `action` is false nothing else was looked at. */
export interface StatementReport {
  readonly statement: DecidingStatement
  /** The statement takes effect. A Deny that cannot be evaluated does, an Allow that cannot does not (rule 0.8). */
  readonly applies: boolean
  readonly action: boolean
  readonly resource?: boolean
  readonly principal?: PrincipalMatch
  readonly conditions: readonly ConditionReport[]
  /** Why the statement could not be evaluated. */
  readonly unevaluable?: string
}

/** What one condition said. `actual` is absent when the request has no such key. */
export interface ConditionReport {
  readonly operator: string
  readonly key: string
  readonly expected: readonly string[]
  readonly actual?: readonly string[]
  readonly result: boolean
  /** Why it is what it is, when not by plain comparison. */
  readonly why: 'match' | 'mismatch' | 'missing' | 'unresolvedVariable' | 'multivalued' | 'malformed'
}
