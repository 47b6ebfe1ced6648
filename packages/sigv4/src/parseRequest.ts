/** The order of parsing, as one column: receive, claim, credential, signed headers, payload, canonical parts. */

import { type Claim, readClaim } from './claim.ts'
import { readCredential } from './credential.ts'
import type { HeaderMap } from './headers.ts'
import type { CanonicalParts, ParsedRequest } from './parsedRequest.ts'
import { readPayload } from './payload.ts'
import { type CanonicalParameter, canonicalQuery } from './query.ts'
import { type ReceivedRequest, receiveRequest } from './receiveRequest.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'
import { selectSigned } from './signedHeaders.ts'
import type { ParseOptions, WireRequest } from './wireRequest.ts'

/** The parameters that a signature of this form covers: all of them, but for the presigned form's own signature and a
 *  token attached later. In the header form even a stray `X-Amz-Signature` is an ordinary, signed parameter. */
function signedParameters(
  claim: Claim,
  received: ReceivedRequest,
  tokenMayFollow: boolean,
): readonly CanonicalParameter[] {
  if (claim.form === 'header') return received.query
  return received.query.filter(
    ({ name }) => name !== 'X-Amz-Signature' && !(tokenMayFollow && name === 'X-Amz-Security-Token'),
  )
}

function canonicalParts(
  received: ReceivedRequest,
  query: readonly CanonicalParameter[],
  headers: HeaderMap,
): CanonicalParts {
  let lines = ''
  for (const [name, value] of headers) lines += `${name}:${value}\n`
  return {
    path: received.path.canonical,
    query: canonicalQuery(query),
    headers: lines,
    signedHeaders: [...headers.keys()].join(';'),
  }
}

function checkScopeDate(claim: Claim, date: string): SigV4Refusal | undefined {
  const signedDay = claim.timestamp.slice(0, 8)
  if (date === signedDay) return undefined
  const sentence = 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP'
  return refuse('SignatureDoesNotMatch', `${sentence}: '${date}' != '${signedDay}', from '${claim.timestamp}'.`)
}

/** Parses a signed request into the claim it makes and the part of it that was signed. Pure; never throws on input.
 *  The result is not yet trusted: check its time, find its key, then verify it. */
export function parseRequest(request: WireRequest, options: ParseOptions = {}): ParsedRequest | SigV4Refusal {
  const tokenMayFollow = options.tokenAddedAfterSigning ?? false
  const received = receiveRequest(request, options)
  if (!received.ok) return received
  const claim = readClaim(received)
  if ('ok' in claim) return claim
  const credential = readCredential(claim.credential)
  if ('ok' in credential) return credential
  const wrongDay = checkScopeDate(claim, credential.scope.date)
  if (wrongDay) return wrongDay
  const headers = selectSigned(claim, received, tokenMayFollow)
  if ('ok' in headers) return headers
  const payload = readPayload(claim, received, options.payloadRules ?? 'body')
  if ('ok' in payload) return payload
  const query = signedParameters(claim, received, tokenMayFollow)
  const { credential: _text, signedHeaders: _list, ...rest } = claim
  return {
    ok: true,
    ...rest,
    ...credential,
    signedHeaderNames: [...headers.keys()],
    payload,
    signed: {
      method: received.method,
      path: received.path.path,
      query: query.map(({ name, value }) => ({ name, value })),
      headers,
    },
    canonical: canonicalParts(received, query, headers),
  }
}
