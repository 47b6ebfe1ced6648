/** Who signed this: a request and its parsed signature in, a proven caller out. */
import { checkTime, stsTimeRules } from '@brevet/sigv4'
import type { ParsedRequest, SigV4Refusal } from '@brevet/sigv4'
import { verifySignature } from '@brevet/sigv4/node'
import type { Caller } from '../domain/caller.ts'
import { ServiceError } from '../domain/errors.ts'
import type { Received } from '../domain/request.ts'
import type { ServedRegions } from '../domain/region/servedRegions.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Reader } from '../store/store.ts'
import type { TokenOpener } from '../token/token.ts'
import { authenticated } from './authenticated.ts'
import type { Authenticated } from './authenticated.ts'
import { findCredential } from './credential.ts'
import type { SigningKeys } from './signingKeys.ts'

/** What authentication needs of the world. */
export interface AuthnEffects {
  readonly clock: Clock
  readonly store: Reader
  readonly tokens: TokenOpener
  readonly signingKeys: SigningKeys
  /** Regions that are served; absent: any. */
  readonly regions?: ReadonlySet<string>
  /** Which regions accounts switch on and off: tokens of version 1 are no good there. */
  readonly served: ServedRegions
}

/** The parser's and verifier's refusals are in AWS's own codes already. */
export const refused = (refusal: SigV4Refusal): ServiceError => new ServiceError(refusal.code, refusal.message)

/**
 * AWS answers a region it does not serve as it answers a wrong scope. A name with capitals is no region's: it would pass by
 * the policies and the switches of the region that it looks like.
 */
function checkRegion({ scope: { region } }: ParsedRequest, regions: ReadonlySet<string> | undefined): void {
  if (regions?.has(region) ?? region === region.toLowerCase()) return
  throw new ServiceError('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.')
}

const signedBy = (caller: Caller | undefined, { code, detail, message }: ServiceError): ServiceError =>
  new ServiceError(code, message, caller === undefined ? detail : { ...detail, signedBy: caller })

/**
 * Proves who signed `request`. The signature is checked over the bytes as received, before any of them is decoded.
 * Throws ServiceError: SignatureDoesNotMatch (wrong secret, time or region), InvalidClientTokenId (unknown or inactive
 * credential), ExpiredToken (session over or revoked).
 */
export async function authenticate(
  request: Received,
  signature: ParsedRequest,
  effects: AuthnEffects,
): Promise<Authenticated> {
  const nowMs = effects.clock.nowMs()
  checkRegion(signature, effects.regions)
  const late = checkTime(signature, nowMs, stsTimeRules)
  if (late !== undefined) throw refused(late)

  const found = await findCredential(signature.accessKeyId, signature.sessionToken, {
    ...effects,
    nowMs,
    region: signature.scope.region,
  })
  const signingKey = effects.signingKeys.of(found.secret, signature.scope)
  const verdict = verifySignature(signature, { signingKey, body: request.body })
  if (!found.ok) throw verdict.ok ? signedBy(found.caller, found.error) : found.error
  if (!verdict.ok) throw refused(verdict)
  return authenticated({ request, caller: found.caller, region: signature.scope.region, signed: verdict.signed })
}
