/** Second stage: which of the two forms the request is signed in, and the raw claim that it makes. */

import { parseAmzDate, formatAmzDate, parseHttpDate } from './amzDate.ts'
import { authParameters } from './query.ts'
import type { ReceivedRequest } from './receiveRequest.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'

/** The claim of either form, its parts not yet interpreted but for the time. */
export interface Claim {
  readonly form: 'header' | 'query'
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ` and the same as epoch milliseconds. */
  readonly timestamp: string
  readonly signedAtMs: number
  readonly expiresSeconds?: number
  readonly sessionToken?: string
}

type Moment = Pick<Claim, 'timestamp' | 'signedAtMs'>

const algorithm = 'AWS4-HMAC-SHA256'
// Schemes known by name, so that their users learn what to change.
const otherSchemes: ReadonlyMap<string, string> = new Map([
  ['AWS', 'Signature Version 2'],
  ['AWS3', 'Signature Version 3'],
  ['AWS3-HTTPS', 'Signature Version 3'],
  ['AWS4-ECDSA-P256-SHA256', 'Signature Version 4A'],
  ['HmacSHA1', 'Signature Version 2'],
  ['HmacSHA256', 'Signature Version 2'],
])

function refuseAlgorithm(name: string): SigV4Refusal {
  const scheme = otherSchemes.get(name)
  if (scheme === undefined)
    return refuse('IncompleteSignature', `Unsupported AWS 'algorithm'. Please use ${algorithm}.`)
  const sentence = 'The authorization mechanism you have provided is not supported.'
  return refuse('InvalidRequest', `${sentence} Please use ${algorithm} instead of ${scheme} (${name}).`)
}

function parameter(received: ReceivedRequest, name: string): string | undefined {
  return received.query.find((each) => each.name === name)?.value
}

function refuseDate(): SigV4Refusal {
  return refuse(
    'IncompleteSignature',
    "Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601",
  )
}

function readMoment(text: string): Moment | SigV4Refusal {
  const signedAtMs = parseAmzDate(text)
  return signedAtMs === undefined ? refuseDate() : { timestamp: text, signedAtMs }
}

/** X-Amz-Date, or else Date in either spelling. */
function headerMoment(received: ReceivedRequest): Moment | SigV4Refusal {
  const amzDate = received.headers.get('x-amz-date')
  if (amzDate !== undefined) return readMoment(amzDate)
  const date = received.headers.get('date') ?? ''
  const ms = parseHttpDate(date)
  return ms === undefined ? readMoment(date) : { timestamp: formatAmzDate(ms), signedAtMs: ms }
}

/** Splits `Credential=a, SignedHeaders=b, Signature=c`: each once, nothing else. */
function readComponents(text: string): ReadonlyMap<string, string> | SigV4Refusal {
  const components = new Map<string, string>()
  for (const piece of text.split(',', 5)) {
    const equals = piece.indexOf('=')
    if (equals === -1)
      return refuse('IncompleteSignature', 'Not a valid key=value pair (missing equal-sign) in Authorization header.')
    const name = piece.slice(0, equals).trim()
    const known = name === 'Credential' || name === 'SignedHeaders' || name === 'Signature'
    if (!known || components.has(name))
      return refuse('IncompleteSignature', 'Authorization header has an unknown or repeated parameter.')
    components.set(name, piece.slice(equals + 1).trim())
  }
  return components
}

function headerClaim(received: ReceivedRequest, authorization: string): Claim | SigV4Refusal {
  const space = authorization.indexOf(' ')
  const scheme = space === -1 ? authorization : authorization.slice(0, space)
  if (scheme !== algorithm) return refuseAlgorithm(scheme)
  const components = readComponents(authorization.slice(scheme.length))
  if ('ok' in components) return components
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !components.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`)
  if (!received.headers.has('x-amz-date') && !received.headers.has('date'))
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
  if (missing.length > 0) return refuse('IncompleteSignature', missing.join(' '))
  const moment = headerMoment(received)
  if ('ok' in moment) return moment
  const sessionToken = received.headers.get('x-amz-security-token')
  return {
    form: 'header',
    credential: components.get('Credential') ?? '',
    signedHeaders: components.get('SignedHeaders') ?? '',
    signature: components.get('Signature') ?? '',
    ...moment,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  }
}

function queryClaim(received: ReceivedRequest): Claim | SigV4Refusal {
  const values = new Map<string, string>()
  for (const { name, value } of received.query) if (authParameters.has(name.toLowerCase())) values.set(name, value)
  const scheme = values.get('X-Amz-Algorithm')
  if (scheme && scheme !== algorithm) return refuseAlgorithm(scheme)
  const missing = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date']
    .filter((name) => !values.get(name))
    .map((name) => `AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`)
  if (missing.length > 0) return refuse('IncompleteSignature', missing.join(' '))
  const moment = readMoment(values.get('X-Amz-Date') ?? '')
  if ('ok' in moment) return moment
  const sessionToken = values.get('X-Amz-Security-Token')
  if (sessionToken !== undefined && received.headers.has('x-amz-security-token'))
    return refuse('SignatureDoesNotMatch', 'The request carries more than one security token.')
  const token = sessionToken ?? received.headers.get('x-amz-security-token')
  const expires = values.get('X-Amz-Expires') ?? ''
  return {
    form: 'query',
    credential: values.get('X-Amz-Credential') ?? '',
    signedHeaders: values.get('X-Amz-SignedHeaders') ?? '',
    signature: values.get('X-Amz-Signature') ?? '',
    ...moment,
    ...(/^-?[0-9]{1,12}$/.test(expires) ? { expiresSeconds: Number(expires) } : {}),
    ...(token === undefined ? {} : { sessionToken: token }),
  }
}

/** Finds the claim. A request that shows any part of one form must be whole in it, and may show only one form: an
 *  identity that is named but not signed is never passed over. `MissingAuthenticationToken` means that nothing at all
 *  was claimed. */
export function readClaim(received: ReceivedRequest): Claim | SigV4Refusal {
  const authorization = received.headers.get('authorization')
  const named = parameter(received, 'X-Amz-Algorithm') ?? parameter(received, 'X-Amz-Credential')
  if (parameter(received, 'AWSAccessKeyId') !== undefined)
    return refuseAlgorithm(parameter(received, 'SignatureMethod') ?? 'HmacSHA1')
  if (authorization !== undefined && named !== undefined)
    return refuse('InvalidRequest', 'Only one auth mechanism allowed: an Authorization header or query parameters.')
  if (authorization !== undefined) return headerClaim(received, authorization)
  if (received.query.some(({ name }) => authParameters.has(name.toLowerCase()))) return queryClaim(received)
  return refuse('MissingAuthenticationToken', 'Request is missing Authentication Token')
}
