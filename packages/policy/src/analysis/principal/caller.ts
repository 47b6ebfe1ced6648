/** A kind of caller that stands for all callers whom the policies treat alike. */
import type { Principal } from '../../types.ts'
import { type Glob, spell, STAR } from '../text/glob.ts'
import { type Domain, domainOf } from '../value/domain.ts'

/** A caller and what its own context keys can be. */
export interface Caller {
  readonly principal: Principal
  /** Has a permissions boundary, which NotPrincipal never spares (rule 1.3). */
  readonly bounded: boolean
  /** Keys that follow from who it is, in lower case. */
  readonly domains: ReadonlyMap<string, Domain>
  /** The caller whose `aws:PrincipalArn` is this; absent where there is but one. */
  readonly withArn?: (arn: string) => Principal
}

/** States of keys that follow from who calls. */
export const NEVER: Domain = { absent: true, single: false, multi: false, type: undefined }
export const always = (...only: string[]): Domain => ({
  absent: false,
  single: true,
  multi: false,
  type: undefined,
  only,
})
export const maybe = (...only: string[]): Domain => ({ ...always(...only), absent: true })

/** Present, with a value that one of `inside` matches and none of `outside`. */
export function among(inside: readonly Glob[], outside: readonly Glob[] = []): Domain {
  return { absent: false, single: true, multi: false, type: undefined, usual: true, inside: [inside], outside }
}

/** Every text between two others. */
export const between = (before: string, after: string): Glob => [...spell(before), STAR, ...spell(after)]

type Keys = readonly (readonly [key: string, domain: Domain])[]

/** Keys of callers that belong to no account. */
const NO_ACCOUNT: Keys = ['principalarn', 'principalaccount', 'principalorgid', 'principalorgpaths', 'username'].map(
  (name) => [`aws:${name}`, NEVER] as const,
)
const NO_SERVICE: Keys = [
  ['aws:principalisawsservice', maybe('false')],
  ['aws:principalservicename', NEVER],
  ['aws:principalservicenameslist', NEVER],
]

/** The keys that `callerKeys` speaks of: policies that ask for none of them treat callers by their Principal alone. */
export const CALLER_KEYS: ReadonlySet<string> = new Set(
  [...NO_ACCOUNT, ...NO_SERVICE].map(([key]) => key).concat('aws:principaltype', 'aws:userid', 'aws:federatedprovider'),
)

/** A caller of an account. */
export type AccountPrincipal = Extract<Principal, { account: string }>

/** Keys of a caller of an account. `arn` and `names` are the domains of its ARN and user name. */
export function accountKeys(
  principal: AccountPrincipal,
  { arn, names = NEVER }: { readonly arn: Domain; readonly names?: Domain },
): ReadonlyMap<string, Domain> {
  const { type, ids } = KINDS[principal.kind]
  return new Map<string, Domain>([
    ...NO_SERVICE,
    ['aws:principalarn', arn],
    ['aws:principalaccount', always(principal.account)],
    ['aws:principaltype', always(type)],
    ['aws:userid', ids === undefined ? always(principal.account) : among([ids(principal.account)])],
    ['aws:username', names],
  ])
}

/** `aws:PrincipalType` and the form of `aws:userid` (policy-engine.md 1.5, principal keys). */
const KINDS: Readonly<Record<AccountPrincipal['kind'], { type: string; ids?: (account: string) => Glob }>> = {
  root: { type: 'Account' },
  user: { type: 'User', ids: () => between('AIDA', '') },
  assumedRole: { type: 'AssumedRole', ids: () => [...between('AROA', ':'), STAR] },
  federatedUser: { type: 'FederatedUser', ids: (account) => between(`${account}:`, '') },
}

/** Keys of a service. */
export function serviceKeys(service: string): ReadonlyMap<string, Domain> {
  return new Map<string, Domain>([
    ...NO_ACCOUNT,
    ['aws:principalisawsservice', always('true')],
    ['aws:principalservicename', always(service)],
    ['aws:principaltype', NEVER],
  ])
}

/** Keys of somebody whom an identity provider vouches for. */
export function federatedKeys(provider: string): ReadonlyMap<string, Domain> {
  return new Map<string, Domain>([...NO_ACCOUNT, ...NO_SERVICE, ['aws:federatedprovider', always(provider)]])
}

/** Keys of a request without credentials. */
export function anonymousKeys(): ReadonlyMap<string, Domain> {
  const anonymous = maybe('anonymous')
  return new Map<string, Domain>([
    ...NO_ACCOUNT,
    ...NO_SERVICE,
    ['aws:principalaccount', anonymous],
    ['aws:userid', anonymous],
    ['aws:principaltype', maybe('Anonymous')],
  ])
}

/** The states of `key` in requests of `caller`. */
export function domainFor(key: string, caller: Caller): Domain {
  const own = caller.domains.get(key)
  if (own !== undefined) return own
  const { principal } = caller
  return principal.kind === 'federated' && isForeignClaim(key, principal.provider) ? NEVER : domainOf(key)
}

/** `accounts.google.com:aud` is a claim of one provider: callers of another never have it. */
function isForeignClaim(key: string, provider: string): boolean {
  const host = key.slice(0, Math.max(key.lastIndexOf(':'), 0))
  return host.includes('.') && host !== providerHost(provider)
}

/** What stands before the colon in the keys of a provider: its host, with the path if it has one. */
export function providerHost(provider: string): string {
  const marker = 'oidc-provider/'
  const at = provider.indexOf(marker)
  return (at === -1 ? provider : provider.slice(at + marker.length)).toLowerCase()
}
