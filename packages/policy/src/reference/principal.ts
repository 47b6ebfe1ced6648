/** Does a Principal or NotPrincipal element reach the caller, and how (rules 1.2, 1.3)? */
import type { AuthorizationRequest, Principal, PrincipalMatch, PrincipalSet } from '../types.ts'

const RANK: readonly PrincipalMatch[] = ['none', 'account', 'viaUser', 'viaRole', 'direct']

/** The better of two matches: the one that skips more gates. */
export function better(left: PrincipalMatch, right: PrincipalMatch): PrincipalMatch {
  return RANK.indexOf(right) > RANK.indexOf(left) ? right : left
}

/** How `set` names the caller. Types are ORed, values are ORed; no wildcards but the lone `*`. */
export function matchPrincipal(set: PrincipalSet, principal: Principal): PrincipalMatch {
  if (set.everyone) return 'direct'
  if ('account' in principal) return set.aws.map((value) => matchAws(value, principal)).reduce(better, 'none')
  return set.aws.includes('*') || namesOutsider(set, principal) ? 'direct' : 'none'
}

/** Services and identity providers are named exactly; nothing names an anonymous caller. */
function namesOutsider(set: PrincipalSet, principal: Exclude<Principal, AwsPrincipal>): boolean {
  if (principal.kind === 'service') return set.service.includes(principal.service)
  return principal.kind === 'federated' && set.federated.includes(principal.provider)
}

/** Callers that belong to an account. */
type AwsPrincipal = Extract<Principal, { account: string }>

/** One value of `AWS`: `*`, an account, an ARN, or a unique id that IAM stored in place of an ARN. */
function matchAws(value: string, principal: AwsPrincipal): PrincipalMatch {
  if (value === '*') return 'direct'
  if (value === principal.account || value === rootArn(principal)) return 'account'
  switch (principal.kind) {
    case 'root':
      return 'none'
    case 'user':
      return value === principal.arn || value === principal.id ? 'direct' : 'none'
    case 'assumedRole':
      if (value === principal.arn) return 'direct'
      return value === principal.roleId || isRole(value, principal) ? 'viaRole' : 'none'
    case 'federatedUser':
      if (value === principal.arn) return 'direct'
      // The issuing user, never a user who happens to have the federated name (section 3.2).
      return principal.issuer.kind === 'user' && (value === principal.issuer.arn || value === principal.issuer.id)
        ? 'viaUser'
        : 'none'
  }
}

function rootArn(principal: AwsPrincipal): string {
  const partition = principal.kind === 'root' ? principal.partition : (principal.arn.split(':')[1] ?? '')
  return `arn:${partition}:iam::${principal.account}:root`
}

/** A role ARN is compared by partition, account and role *name*: session ARNs carry no path, role ARNs may. */
function isRole(value: string, { arn, account, roleName }: Extract<Principal, { kind: 'assumedRole' }>): boolean {
  const prefix = `arn:${arn.split(':')[1] ?? ''}:iam::${account}:role/`
  return value.startsWith(prefix) && value.slice(value.lastIndexOf('/') + 1) === roleName
}

/**
 * Whether `NotPrincipal` spares the caller: every identity the caller has must be listed (session, role and account; user
 * and account). A caller with a permissions boundary is never spared.
 */
export function isSpared(set: PrincipalSet, { principal, policies }: AuthorizationRequest): boolean {
  if (policies.boundary !== undefined) return false
  if (set.everyone || set.aws.includes('*')) return true
  if (!('account' in principal)) return namesOutsider(set, principal)
  const found = new Set(set.aws.map((value) => matchAws(value, principal)))
  return identitiesOf(principal).every((match) => found.has(match))
}

/** The kinds of match that, together, name everything the caller is. */
function identitiesOf(principal: AwsPrincipal): readonly PrincipalMatch[] {
  switch (principal.kind) {
    case 'root':
      return ['account']
    case 'user':
      return ['direct', 'account']
    case 'assumedRole':
      return ['direct', 'viaRole', 'account']
    case 'federatedUser':
      return principal.issuer.kind === 'user' ? ['direct', 'viaUser', 'account'] : ['direct', 'account']
  }
}
