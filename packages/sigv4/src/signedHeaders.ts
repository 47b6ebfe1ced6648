/** The SignedHeaders list: which headers the signature covers, and which it must. */

import type { Claim } from './claim.ts'
import type { HeaderMap } from './headers.ts'
import type { ReceivedRequest } from './receiveRequest.ts'
import { refuse, refuseMismatch, type SigV4Refusal, unsignedHeadersMessage } from './refusal.ts'

const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/** The `x-amz-*` headers that may go unsigned. `x-amz-content-sha256` is here because its value is itself the last line
 *  of the canonical request: changing it breaks the signature all the same. (`x-amzn-trace-id` and its like do not
 *  begin with `x-amz-`; they may go unsigned and are then not in the view.) */
const exempt = 'x-amz-content-sha256'

function incomplete(message: string): SigV4Refusal {
  return refuse('IncompleteSignature', message)
}

function readNames(text: string): readonly string[] | SigV4Refusal {
  const names = text.split(';')
  let previous = ''
  for (const name of names) {
    if (!headerName.test(name))
      return incomplete("'SignedHeaders' must be lower-case header names separated by semicolons.")
    if (name <= previous) return incomplete("'SignedHeaders' must be sorted and without duplicates.")
    previous = name
  }
  return names
}

function checkRequired(claim: Claim, names: ReadonlySet<string>, headers: HeaderMap): SigV4Refusal | undefined {
  if (!names.has('host')) return incomplete("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  const date = headers.has('x-amz-date') ? 'x-amz-date' : 'date'
  if (claim.form === 'header' && !names.has(date))
    return incomplete(`'${date}' must be a 'SignedHeader' in the AWS Authorization.`)
  return undefined
}

function checkUnsigned(
  names: ReadonlySet<string>,
  headers: HeaderMap,
  tokenMayFollow: boolean,
): SigV4Refusal | undefined {
  for (const name of headers.keys()) {
    if (!name.startsWith('x-amz-') || names.has(name) || name === exempt) continue
    if (tokenMayFollow && name === 'x-amz-security-token') continue
    return refuse('SignatureDoesNotMatch', unsignedHeadersMessage)
  }
  return undefined
}

/** Picks the signed headers out of the received ones, in order. Refuses a list that is not lower-case, sorted and
 *  unique, or lacks the host or the date; a signed header that did not arrive; and any `x-amz-*` header that arrived
 *  unsigned. `tokenMayFollow` excepts the session token from that last rule. */
export function selectSigned(
  claim: Claim,
  received: ReceivedRequest,
  tokenMayFollow: boolean,
): HeaderMap | SigV4Refusal {
  const list = readNames(claim.signedHeaders)
  if ('ok' in list) return list
  const names = new Set(list)
  const refusal =
    checkRequired(claim, names, received.headers) ?? checkUnsigned(names, received.headers, tokenMayFollow)
  if (refusal) return refusal
  const signed = new Map<string, string>()
  for (const name of list) {
    const value = received.headers.get(name)
    if (value === undefined) return refuseMismatch()
    signed.set(name, value)
  }
  return signed
}
