/** First stage: the raw request, bounded and taken apart once, before anybody asks who signed it. */

import { type HeaderMap, readHeaders } from './headers.ts'
import { type CanonicalParameter, checkSpelling, parseQuery } from './query.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'
import { type SignedPath, signedPath, splitTarget } from './target.ts'
import { defaultLimits, type ParseOptions, type WireRequest } from './wireRequest.ts'

/** A request that can be read in one way only. Not authenticated: an unsigned call may be dispatched on it, a signed
 *  one is dispatched on `SignedView`. */
export interface ReceivedRequest {
  readonly ok: true
  readonly method: string
  readonly path: SignedPath
  /** Decoded parameters in canonical order. */
  readonly query: readonly CanonicalParameter[]
  /** Every header, signed or not. */
  readonly headers: HeaderMap
}

const methodToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/

/** Bounds and takes apart a request. Refuses (`InvalidRequest`, 400) whatever two readers could understand differently:
 *  two Host or Authorization fields, absolute-form targets, fragments, broken escapes, invalid UTF-8, repeated or
 *  oddly spelled signature parameters, and anything beyond the limits. */
export function receiveRequest(request: WireRequest, options: ParseOptions = {}): ReceivedRequest | SigV4Refusal {
  const limits = { ...defaultLimits, ...options.limits }
  if (!methodToken.test(request.method)) return refuse('InvalidRequest', 'The method is not valid.')
  if (request.target.length > limits.targetBytes) return refuse('InvalidRequest', 'The request-target is too long.')
  const headers = readHeaders(request.headers, limits)
  if ('ok' in headers) return headers
  const target = splitTarget(request.target)
  if ('ok' in target) return target
  const path = signedPath(target.path, options.pathRules ?? 'normalized')
  if (path === undefined)
    return refuse('InvalidRequest', 'The path contains a malformed percent escape or invalid UTF-8.')
  const query = parseQuery(target.query, limits.parameterCount)
  if ('ok' in query) return query
  const ambiguous = checkSpelling(query, options.strictParameters ?? ['Action', 'Version'])
  return ambiguous ?? { ok: true, method: request.method, path, query, headers }
}
