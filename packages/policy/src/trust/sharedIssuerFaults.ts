/** Trust in an issuer that serves everybody, without a word on whose tokens are meant (JWT-16). */
import { glob, type Pattern, points, STAR, ANY } from '../reference/glob.ts'
import type { Condition, PolicyDocument, PrincipalSet, Span, Statement } from '../types.ts'
import { SHARED_ISSUERS, type SharedIssuer, type TenantKey } from './sharedIssuers.ts'

/** A statement that trusts everybody's tokens. */
export interface SharedIssuerFault {
  /** What AWS says in `MalformedPolicyDocument`. */
  readonly message: string
  readonly statement: number
  readonly span: Span
  /** As the policy names it. */
  readonly principal: string
  /** The issuer without `https://`. */
  readonly issuer: string
  /** Condition keys one of which must be compared. */
  readonly keys: readonly string[]
}

/**
 * The statements of a trust policy that let in whoever has an account at an issuer shared by many: they allow
 * `sts:AssumeRoleWithWebIdentity` to it and no condition really names a customer. A condition does when it is
 * `StringEquals`, `StringEqualsIgnoreCase` or `StringLike` on one of the issuer's keys, cannot be true without the key
 * (no `IfExists`, no `ForAllValues:`), and every one of its values has the customer in its fixed beginning: a value of
 * `*`, `repo:*` or `repo:octo*` beside good ones is enough to let strangers in. AWS looks at the first value only and takes
 * `repo:*`; we do not. Empty for policies of other types.
 * Source: IAM User Guide, "Identity-provider controls for shared OIDC providers".
 */
export function sharedIssuerFaults(document: PolicyDocument): readonly SharedIssuerFault[] {
  if (document.type !== 'trust') return []
  return document.statements.filter(allowsWebIdentity).flatMap(({ principal, conditions, index, span }) =>
    namedIssuers(principal)
      .filter(({ shared }) => !shared.keys.some((key) => conditions.some((condition) => names(condition, key))))
      .map(({ name, shared }) => ({
        message: sentence(name, shared),
        statement: index,
        span,
        principal: name,
        issuer: shared.issuer,
        keys: shared.keys.map(({ key }) => key),
      })),
  )
}

const WEB_IDENTITY = points('sts:assumerolewithwebidentity')

function allowsWebIdentity({ effect, action }: Statement): boolean {
  const reached = action.patterns.some((pattern) => glob(globOf(pattern.toLowerCase()), WEB_IDENTITY))
  return effect === 'Allow' && reached !== action.negated
}

const globOf = (pattern: string): Pattern =>
  points(pattern).map((point) => (point === 0x2a ? STAR : point === 0x3f ? ANY : point))

interface NamedIssuer {
  /** As the policy names it. */
  readonly name: string
  readonly shared: SharedIssuer
}

/** `{"AWS":"*"}` is no issuer: providers must be named themselves (policy-engine.md 1.3). */
function namedIssuers(principal: PrincipalSet | undefined): readonly NamedIssuer[] {
  return (principal?.federated ?? []).flatMap((name) => {
    const issuer = name.toLowerCase().split(':oidc-provider/').at(-1)
    const shared = SHARED_ISSUERS.find((known) => known.issuer === issuer)
    return shared === undefined ? [] : [{ name, shared }]
  })
}

/** Whether a condition with a plain operator is false for requests without its key. */
const needsKey = ({ ifExists, quantifier }: Condition): boolean =>
  quantifier === 'any' || (quantifier === 'one' && !ifExists)

const COMPARING: ReadonlySet<string> = new Set(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike'])

/** Whether the condition holds only for tokens of customers that it names. */
function names(condition: Condition, { key, fixed }: TenantKey): boolean {
  if (condition.key.toLowerCase() !== key || !needsKey(condition) || !COMPARING.has(condition.operator)) return false
  return condition.values.length > 0 && condition.values.every((value) => namesTenant(value, condition, fixed))
}

/** A variable may stand for any text, the very claim that it is compared with among them. */
const OPEN = /\$\{|[*?]/
const VARIABLE = /\$\{/

function namesTenant(value: string, { operator }: Condition, fixed: RegExp | undefined): boolean {
  const open = (operator === 'StringLike' ? OPEN : VARIABLE).exec(value)
  if (open === null) return value !== ''
  return fixed?.test(value.slice(0, open.index)) ?? false
}

function sentence(name: string, { keys }: SharedIssuer): string {
  const claims = keys.map(({ key }) => key).join(' or ')
  return `Trust policy with trusted principal ${name} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${claims} which is not scoped to all.`
}
