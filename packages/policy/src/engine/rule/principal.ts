/** Does a Principal or NotPrincipal element reach the caller, and how (rules 1.2, 1.3)? */
import type { Principal, PrincipalMatch, PrincipalSet } from '../../types.ts'
import type { AwsPrincipal, Caller } from './caller.ts'

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
export function matchPrincipals(set: Principals, caller: Caller): number {
  const { principal } = caller
  if (set.everyone) return DIRECT
  if ('account' in principal) return matchAws(set, principal, caller)
  return set.anyAws || namesOutsider(set, principal) ? DIRECT : 0
}

/** The same for an Allow in a trust policy, where `{"AWS": "*"}` opens the role to accounts but not to providers and services. */
export function matchTrusted(set: Principals, caller: Caller): number {
  const { principal } = caller
  if (principal.kind === 'service' || principal.kind === 'federated') return namesOutsider(set, principal) ? DIRECT : 0
  return matchPrincipals(set, caller)
}

/** Services and identity providers are named exactly; nothing names an anonymous caller. */
function namesOutsider(set: Principals, principal: Exclude<Principal, AwsPrincipal>): boolean {
  if (principal.kind === 'service') return set.service.has(principal.service)
  return principal.kind === 'federated' && set.federated.has(principal.provider)
}

function matchAws(set: Principals, principal: AwsPrincipal, caller: Caller): number {
  const { aws } = set
  const common = (set.anyAws ? DIRECT : 0) | (aws.has(principal.account) || aws.has(caller.rootArn) ? ACCOUNT : 0)
  switch (principal.kind) {
    case 'root':
      return common
    case 'user':
      return common | (names(set, principal.arn, caller) || names(set, principal.id, caller) ? DIRECT : 0)
    case 'assumedRole': {
      const role = (set.roles.size > 0 && set.roles.has(caller.roleArn)) || names(set, principal.roleId, caller)
      return common | (names(set, principal.arn, caller) ? DIRECT : 0) | (role ? VIA_ROLE : 0)
    }
    case 'federatedUser': {
      // The issuing user, never a user who happens to have the federated name (section 3.2).
      const { issuer } = principal
      const issued = issuer.kind === 'user' && (names(set, issuer.arn, caller) || names(set, issuer.id, caller))
      return common | (names(set, principal.arn, caller) ? DIRECT : 0) | (issued ? VIA_USER : 0)
    }
  }
}

/** Whether the set holds the value, which means no more than the account if it is one of the account's names. */
function names({ aws }: Principals, value: string, { rootArn, principal }: Caller): boolean {
  return aws.has(value) && value !== rootArn && !('account' in principal && value === principal.account)
}

/** Whether NotPrincipal spares the caller: every identity it has must be listed. A caller with a boundary is never spared. */
export function isSpared(set: Principals, caller: Caller, bounded: boolean): boolean {
  const { principal } = caller
  if (bounded) return false
  if (set.everyone || set.anyAws) return true
  if (!('account' in principal)) return namesOutsider(set, principal)
  const needed = identitiesOf(principal)
  return (matchAws(set, principal, caller) & needed) === needed
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
