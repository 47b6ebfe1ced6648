/** From the key id and token of a signature to the secret that must have made it. */
import { ServiceError } from '../domain/errors.ts'
import type { ServedRegions } from '../domain/region/servedRegions.ts'
import { Secret } from '../domain/secret.ts'
import type { Caller } from '../domain/caller.ts'
import type { Reader } from '../store/store.ts'
import type { TokenOpener } from '../token/token.ts'
import { refusedForAge } from './keyAge.ts'
import { ownerOfKey, ownerOfSession } from './principal.ts'
import { isRevoked } from './revocation.ts'

/**
 * The outcome of looking a credential up. A refusal carries a secret too: the signature is then checked against it for
 * nothing, so that an unknown key takes as long to refuse as a wrong signature (SIG-17).
 */
export type Found =
  | { readonly ok: true; readonly secret: Secret; readonly caller: Caller }
  | {
      readonly ok: false
      readonly secret: Secret
      readonly error: ServiceError
      /** Whose secret that is, for the record of the refusal; absent where the secret is nobody's. */
      readonly caller?: Caller
    }

/** What a lookup needs. */
export interface Credentials {
  readonly store: Reader
  readonly tokens: TokenOpener
  readonly nowMs: number
  /** Of the signature's scope. */
  readonly region: string
  readonly served: ServedRegions
}

const DECOY = new Secret('a secret that no credential has')

type Refused = Extract<Found, { readonly ok: false }>

const refusal = (code: 'InvalidClientTokenId' | 'ExpiredToken', reason: string): Refused => {
  const message =
    code === 'ExpiredToken'
      ? 'The security token included in the request is expired'
      : 'The security token included in the request is invalid.'
  return { ok: false, secret: DECOY, error: new ServiceError(code, message, { reason }) }
}

/** A credential that a guardrail refuses is somebody's: who signs with it is told in the record, and nowhere else. */
const refusedTo = (secret: Secret, caller: Caller | undefined, refused: Refused): Found =>
  caller === undefined ? refused : { ...refused, secret, caller }

async function activeAccount(accountId: string, store: Reader): Promise<boolean> {
  return (await store.accounts.byId(accountId))?.status === 'ACTIVE'
}

async function longTermKey(id: string, { store, nowMs }: Credentials): Promise<Found> {
  const key = await store.accessKeys.byId(id)
  if (key === undefined) return refusal('InvalidClientTokenId', 'unknown access key')
  if (key.status !== 'Active') return refusal('InvalidClientTokenId', 'inactive access key')
  if (!(await activeAccount(key.accountId, store))) return refusal('InvalidClientTokenId', 'account not active')
  const tooOld = await refusedForAge(key, store, nowMs)
  const caller = await ownerOfKey(key, { type: 'longTerm', accessKeyId: id }, store)
  if (tooOld !== undefined) return refusedTo(key.secret, caller, refusal('InvalidClientTokenId', tooOld))
  if (caller === undefined) return refusal('InvalidClientTokenId', 'owner of the access key is gone')
  return { ok: true, secret: key.secret, caller }
}

/** What is wrong with the access key at the start of a session's chain; undefined where nothing is. */
async function refusedSource(
  keyId: string,
  { store, nowMs }: Credentials,
): Promise<{ readonly why: string; readonly isForAge?: true } | undefined> {
  const key = await store.accessKeys.byId(keyId)
  // A call that was under way when its key was taken away may have issued this after the key's sessions were ended.
  if (key?.status !== 'Active') return { why: 'an access key that is gone or inactive' }
  if (!(await activeAccount(key.accountId, store))) return { why: 'an access key of an account that is not active' }
  const tooOld = await refusedForAge(key, store, nowMs)
  return tooOld === undefined ? undefined : { why: `a key that is refused: ${tooOld}`, isForAge: true }
}

async function session(id: string, token: string, given: Credentials): Promise<Found> {
  const { store, tokens } = given
  const opened = tokens.open(id, token)
  if (!opened.ok) {
    return refusal(opened.why === 'expired' ? 'ExpiredToken' : 'InvalidClientTokenId', `token: ${opened.why}`)
  }
  // Source: IAM user guide, "Manage AWS STS in an AWS Region": tokens of the global endpoint.
  if (opened.session.regionScope === 'v1' && given.served.optIn(given.region) !== undefined)
    return refusal('InvalidClientTokenId', 'token: of version 1, in a region that accounts opt into')
  if (isRevoked(opened.session, await store.revocations.index())) return refusal('ExpiredToken', 'session revoked')
  if (!(await activeAccount(opened.session.accountId, store)))
    return refusal('InvalidClientTokenId', 'account not active')
  const notFrom = await refusedSource(opened.session.sourceAccessKeyId, given)
  const caller = await ownerOfSession(opened.session, store)
  if (notFrom !== undefined) {
    const refused = refusal('ExpiredToken', `came from ${notFrom.why}`)
    return notFrom.isForAge === true ? refusedTo(opened.secretAccessKey, caller, refused) : refused
  }
  if (caller === undefined) return refusal('ExpiredToken', 'principal of the session is gone')
  return { ok: true, secret: opened.secretAccessKey, caller }
}

/** Looks up the credential `id`; with a token it is a session's, without one a long-term key. Never throws for bad input. */
export const findCredential = (id: string, token: string | undefined, given: Credentials): Promise<Found> =>
  token === undefined ? longTermKey(id, given) : session(id, token, given)
