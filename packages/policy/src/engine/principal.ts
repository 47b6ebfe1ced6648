/** Does a Principal or NotPrincipal element reach the caller, and how (rules 1.2, 1.3)? */
import type { Principal, PrincipalMatch, PrincipalSet } from '../types.ts'

/** Kinds of match, one bit each; a higher one skips more gates. */
export const ACCOUNT = 1
export const VIA_USER = 2
export const VIA_ROLE = 4
export const DIRECT = 8

/** The name of the best of the matches in `bits`. */
export function bestMatch(bits: number): PrincipalMatch {
  if (bits >= DIRECT) return 'direct'
  if (bits >= VIA_ROLE) return 'viaRole'
  if (bits >= VIA_USER) return 'viaUser'
  return bits >= ACCOUNT ? 'account' : 'none'
}

/** A compiled element. */
export interface Principals {
  readonly everyone: boolean
  /** `{"AWS": "*"}`. */
  readonly anyAws: boolean
  readonly aws: ReadonlySet<string>
  /** Role ARNs by partition, account and role name, as `roleKey` writes them. */
  readonly roles: ReadonlySet<string>
  readonly service: ReadonlySet<string>
  readonly federated: ReadonlySet<string>
}

const ROLE = ':role/'

/** Compiles an element. */
export function compilePrincipals(set: PrincipalSet): Principals {
  return {
    everyone: set.everyone,
    anyAws: set.aws.includes('*'),
    aws: new Set(set.aws),
    roles: new Set(set.aws.filter((value) => value.includes(ROLE)).map(roleKey)),
    service: new Set(set.service),
    federated: new Set(set.federated),
  }
}

/** A role ARN without its path: session ARNs carry none, role ARNs may. */
function roleKey(value: string): string {
  return value.slice(0, value.indexOf(ROLE) + ROLE.length) + value.slice(value.lastIndexOf('/') + 1)
}

/** How the element names the caller: all kinds of match that there are. Types and values are ORed. */
export function matchPrincipals(set: Principals, principal: Principal): number {
  if (set.everyone) return DIRECT
  if ('account' in principal) return matchAws(set, principal)
  return set.anyAws || namesOutsider(set, principal) ? DIRECT : 0
}

/** The same for an Allow in a trust policy, where `{"AWS": "*"}` opens the role to accounts but not to providers and services. */
export function matchTrusted(set: Principals, principal: Principal): number {
  const { kind } = principal
  if (kind === 'service' || kind === 'federated') return namesOutsider(set, principal) ? DIRECT : 0
  return matchPrincipals(set, principal)
}

/** Callers that belong to an account. */
type AwsPrincipal = Extract<Principal, { account: string }>

/** Services and identity providers are named exactly; nothing names an anonymous caller. */
function namesOutsider(set: Principals, principal: Exclude<Principal, AwsPrincipal>): boolean {
  if (principal.kind === 'service') return set.service.has(principal.service)
  return principal.kind === 'federated' && set.federated.has(principal.provider)
}

function matchAws(set: Principals, principal: AwsPrincipal): number {
  const { account } = principal
  const partition = principal.kind === 'root' ? principal.partition : partitionOf(principal.arn)
  const root = `arn:${partition}:iam::${account}:root`
  // A value that means the account means nothing else.
  const names = (value: string): boolean => value !== account && value !== root && set.aws.has(value)
  const common = (set.anyAws ? DIRECT : 0) | (set.aws.has(account) || set.aws.has(root) ? ACCOUNT : 0)
  switch (principal.kind) {
    case 'root':
      return common
    case 'user':
      return common | (names(principal.arn) || names(principal.id) ? DIRECT : 0)
    case 'assumedRole': {
      const role = set.roles.size > 0 && set.roles.has(`arn:${partition}:iam::${account}${ROLE}${principal.roleName}`)
      return common | (names(principal.arn) ? DIRECT : 0) | (role || names(principal.roleId) ? VIA_ROLE : 0)
    }
    case 'federatedUser': {
      // The issuing user, never a user who happens to have the federated name (section 3.2).
      const { issuer } = principal
      const issued = issuer.kind === 'user' && (names(issuer.arn) || names(issuer.id))
      return common | (names(principal.arn) ? DIRECT : 0) | (issued ? VIA_USER : 0)
    }
  }
}

function partitionOf(arn: string): string {
  const first = arn.indexOf(':')
  if (first === -1) return ''
  const second = arn.indexOf(':', first + 1)
  return second === -1 ? arn.slice(first + 1) : arn.slice(first + 1, second)
}

/** Whether NotPrincipal spares the caller: every identity it has must be listed. A caller with a boundary is never spared. */
export function isSpared(set: Principals, principal: Principal, bounded: boolean): boolean {
  if (bounded) return false
  if (set.everyone || set.anyAws) return true
  if (!('account' in principal)) return namesOutsider(set, principal)
  const needed = identitiesOf(principal)
  return (matchAws(set, principal) & needed) === needed
}

/** The kinds of match that, together, name everything the caller is. */
function identitiesOf(principal: AwsPrincipal): number {
  switch (principal.kind) {
    case 'root':
      return ACCOUNT
    case 'user':
      return DIRECT | ACCOUNT
    case 'assumedRole':
      return DIRECT | VIA_ROLE | ACCOUNT
    case 'federatedUser':
      return DIRECT | ACCOUNT | (principal.issuer.kind === 'user' ? VIA_USER : 0)
  }
}
