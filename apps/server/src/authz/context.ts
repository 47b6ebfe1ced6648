/** The condition keys of a request. Source: IAM user guide, "AWS global condition context keys". */
import type { Context, ContextValue } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import type { Tag } from '../domain/entities.ts'
import { firstHeader } from '../domain/request.ts'
import { isoSeconds } from '../domain/time.ts'
import type { Reader } from '../store/store.ts'
import type { Ask, ContextEntry } from './ask.ts'
import type { Call } from './authorized.ts'

const PRINCIPAL_TYPE: Record<Caller['kind'], string> = {
  root: 'Account',
  user: 'User',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
}

/** Longest header value that becomes a condition key; longer ones are cut, so a pattern cannot be made costly. */
const MAX_HEADER = 2_048

/** Keys that are being gathered, by their lower-case names. */
export type Keys = Map<string, ContextValue>

const single = (value: string): ContextValue => ({ values: [value], multi: false })
const TRUE = single('true')
const FALSE = single('false')

const set = (keys: Keys, key: string, value: string | readonly string[] | undefined): void => {
  if (value === undefined) return
  keys.set(key.toLowerCase(), typeof value === 'string' ? single(value) : { values: value, multi: true })
}

/** As `set`, for a key that is written in lower case here. */
const put = (keys: Keys, key: Lowercase<string>, value: string | undefined): void => {
  if (value !== undefined) keys.set(key, single(value))
}

/** Tags of the principal: those of the user or role, overridden ignoring case by the session's. */
export async function principalTags(caller: Caller, store: Reader): Promise<readonly Tag[]> {
  const own = caller.kind === 'root' ? [] : await entityTags(caller, store)
  const session = caller.credential.type === 'session' ? caller.credential.session.tags : []
  const merged = new Map(own.map((tag) => [tag.key.toLowerCase(), tag]))
  for (const tag of session) merged.set(tag.key.toLowerCase(), tag)
  return [...merged.values()]
}

async function entityTags(caller: Exclude<Caller, { kind: 'root' }>, store: Reader): Promise<readonly Tag[]> {
  if (caller.kind === 'assumedRole') return (await store.roles.byId(caller.roleId))?.tags ?? []
  const userId = caller.kind === 'user' ? caller.userId : caller.issuer.id
  return (await store.users.byId(userId))?.tags ?? []
}

function principalKeys(keys: Keys, caller: Caller): void {
  put(keys, 'aws:principalarn', caller.kind === 'assumedRole' ? caller.roleArn : caller.arn)
  put(keys, 'aws:principalaccount', caller.accountId)
  put(keys, 'aws:principaltype', PRINCIPAL_TYPE[caller.kind])
  put(keys, 'aws:userid', caller.userId)
  put(keys, 'aws:username', caller.kind === 'user' ? caller.userName : undefined)
  keys.set('aws:principalisawsservice', FALSE)
  keys.set('aws:viaawsservice', FALSE)
}

/** MFA keys exist for temporary credentials only; the age only where a code was proved (policy-engine.md 1.5). */
function sessionKeys(keys: Keys, caller: Caller, nowMs: number): void {
  if (caller.credential.type !== 'session') return
  const { session } = caller.credential
  put(keys, 'aws:tokenissuetime', isoSeconds(session.issuedAtMs))
  put(keys, 'aws:sourceidentity', session.sourceIdentity)
  keys.set('aws:multifactorauthpresent', session.mfaAtMs === undefined ? FALSE : TRUE)
  if (session.mfaAtMs !== undefined) {
    put(keys, 'aws:multifactorauthage', String(Math.max(0, Math.floor((nowMs - session.mfaAtMs) / 1000))))
  }
}

/** One second as the two time keys say it. */
interface Second {
  readonly seconds: number
  readonly current: ContextValue
  readonly epoch: ContextValue
}

const secondOf = (seconds: number): Second => ({
  seconds,
  current: single(isoSeconds(seconds * 1000)),
  epoch: single(String(seconds)),
})

let latest = secondOf(0)

/** Printed once for all calls of a second. */
function timeAt(seconds: number): Second {
  if (latest.seconds !== seconds) latest = secondOf(seconds)
  return latest
}

function requestKeys(keys: Keys, call: Call<unknown>, nowMs: number): void {
  put(keys, 'aws:sourceip', call.request.sourceIp)
  keys.set('aws:securetransport', call.request.secureTransport ? TRUE : FALSE)
  put(keys, 'aws:useragent', firstHeader(call.request, 'user-agent')?.slice(0, MAX_HEADER))
  put(keys, 'aws:referer', firstHeader(call.request, 'referer')?.slice(0, MAX_HEADER))
  const { current, epoch } = timeAt(Math.floor(nowMs / 1000))
  keys.set('aws:currenttime', current)
  keys.set('aws:epochtime', epoch)
  put(keys, 'aws:requestedregion', call.region)
}

/** What `organizationKeys` says of a place in an organization. */
interface Place {
  readonly organizationId: string
  readonly Principal: Context
  readonly Resource: Context
}

/** By the list of what is above an account, which the store keeps as long as it holds. */
const places = new WeakMap<readonly string[], Place>()

function placeKeys(whose: 'Principal' | 'Resource', organizationId: string, above: readonly string[]): Context {
  const keys: Keys = new Map()
  set(keys, `aws:${whose}OrgID`, organizationId)
  set(keys, `aws:${whose}OrgPaths`, [`${[organizationId, ...above].join('/')}/`])
  return keys
}

const NOWHERE: Context = new Map()

/** `aws:PrincipalOrgID`, `aws:ResourceOrgPaths` and their like, for an account that is in the organization. */
export async function organizationKeys(
  whose: 'Principal' | 'Resource',
  accountId: string,
  { organization }: Reader,
): Promise<Context> {
  const organizationId = (await organization.get())?.id
  const above = await organization.ancestors(accountId)
  if (organizationId === undefined || above === undefined) return NOWHERE
  const known = places.get(above)
  if (known?.organizationId === organizationId) return known[whose]
  const [Principal, Resource] = [
    placeKeys('Principal', organizationId, above),
    placeKeys('Resource', organizationId, above),
  ]
  places.set(above, { organizationId, Principal, Resource })
  return whose === 'Principal' ? Principal : Resource
}

/** The keys that are the same for every ask of a call. */
export async function callContext(call: Call<unknown>, store: Reader, nowMs: number): Promise<Keys> {
  const keys: Keys = new Map()
  requestKeys(keys, call, nowMs)
  principalKeys(keys, call.caller)
  sessionKeys(keys, call.caller, nowMs)
  for (const [key, value] of await organizationKeys('Principal', call.caller.accountId, store)) keys.set(key, value)
  for (const { key, value } of await principalTags(call.caller, store)) set(keys, `aws:PrincipalTag/${key}`, value)
  return keys
}

/**
 * The keys that follow from who the caller is: principal, tags, organization. None of the session, the network or the
 * time, which belong to a call.
 */
export async function principalContext(caller: Caller, store: Reader): Promise<Context> {
  const keys: Keys = new Map()
  principalKeys(keys, caller)
  for (const [key, value] of await organizationKeys('Principal', caller.accountId, store)) keys.set(key, value)
  for (const { key, value } of await principalTags(caller, store)) set(keys, `aws:PrincipalTag/${key}`, value)
  return keys
}

/** The keys of one ask: the call's in `keys`, to which are added those of the resource's account and what the operation supplies. */
export async function askContext(
  keys: Keys,
  ask: Ask,
  { resourceAccount, store }: { readonly resourceAccount: string; readonly store: Reader },
): Promise<Context> {
  put(keys, 'aws:resourceaccount', resourceAccount)
  for (const [key, value] of await organizationKeys('Resource', resourceAccount, store)) keys.set(key, value)
  for (const { key, value } of ask.context ?? ([] as readonly ContextEntry[])) set(keys, key, value)
  return keys
}
