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

type Keys = Map<string, ContextValue>

const set = (keys: Keys, key: string, value: string | readonly string[] | undefined): void => {
  if (value === undefined) return
  keys.set(
    key.toLowerCase(),
    typeof value === 'string' ? { values: [value], multi: false } : { values: value, multi: true },
  )
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
  set(keys, 'aws:PrincipalArn', caller.kind === 'assumedRole' ? caller.roleArn : caller.arn)
  set(keys, 'aws:PrincipalAccount', caller.accountId)
  set(keys, 'aws:PrincipalType', PRINCIPAL_TYPE[caller.kind])
  set(keys, 'aws:userid', caller.userId)
  set(keys, 'aws:username', caller.kind === 'user' ? caller.userName : undefined)
  set(keys, 'aws:PrincipalIsAWSService', 'false')
  set(keys, 'aws:ViaAWSService', 'false')
}

/** MFA keys exist for temporary credentials only; the age only where a code was proved (policy-engine.md 1.5). */
function sessionKeys(keys: Keys, caller: Caller, nowMs: number): void {
  if (caller.credential.type !== 'session') return
  const { session } = caller.credential
  set(keys, 'aws:TokenIssueTime', isoSeconds(session.issuedAtMs))
  set(keys, 'aws:SourceIdentity', session.sourceIdentity)
  set(keys, 'aws:MultiFactorAuthPresent', String(session.mfaAtMs !== undefined))
  if (session.mfaAtMs !== undefined) {
    set(keys, 'aws:MultiFactorAuthAge', String(Math.max(0, Math.floor((nowMs - session.mfaAtMs) / 1000))))
  }
}

function requestKeys(keys: Keys, call: Call<unknown>, nowMs: number): void {
  set(keys, 'aws:SourceIp', call.request.sourceIp)
  set(keys, 'aws:SecureTransport', String(call.request.secureTransport))
  set(keys, 'aws:UserAgent', firstHeader(call.request, 'user-agent')?.slice(0, MAX_HEADER))
  set(keys, 'aws:Referer', firstHeader(call.request, 'referer')?.slice(0, MAX_HEADER))
  set(keys, 'aws:CurrentTime', isoSeconds(nowMs))
  set(keys, 'aws:EpochTime', String(Math.floor(nowMs / 1000)))
  set(keys, 'aws:RequestedRegion', call.region)
}

/** `aws:PrincipalOrgID`, `aws:ResourceOrgPaths` and their like, for an account that is in the organization. */
export async function organizationKeys(
  whose: 'Principal' | 'Resource',
  accountId: string,
  { organization }: Reader,
): Promise<Context> {
  const keys: Keys = new Map()
  const found = await organization.get()
  const above = await organization.ancestors(accountId)
  if (found === undefined || above === undefined) return keys
  set(keys, `aws:${whose}OrgID`, found.id)
  set(keys, `aws:${whose}OrgPaths`, [`${[found.id, ...above].join('/')}/`])
  return keys
}

/** The keys that are the same for every ask of a call. */
export async function callContext(call: Call<unknown>, store: Reader, nowMs: number): Promise<Context> {
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

/** The keys of one ask: the call's, those of the resource's account, and what the operation supplies. */
export async function askContext(
  base: Context,
  ask: Ask,
  { resourceAccount, store }: { readonly resourceAccount: string; readonly store: Reader },
): Promise<Context> {
  const keys: Keys = new Map(base)
  set(keys, 'aws:ResourceAccount', resourceAccount)
  for (const [key, value] of await organizationKeys('Resource', resourceAccount, store)) keys.set(key, value)
  for (const { key, value } of ask.context ?? ([] as readonly ContextEntry[])) set(keys, key, value)
  return keys
}
