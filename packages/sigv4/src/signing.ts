/** The pure half of signing: build the request with a placeholder signature, parse it as a verifier would, and let the
 *  entry compute the MAC. Whatever can be signed here can be read here. */

import { formatAmzDate } from './amzDate.ts'
import { scopeText } from './canonicalRequest.ts'
import type { ParsedRequest } from './parsedRequest.ts'
import { parseRequest } from './parseRequest.ts'
import { encodeText } from './percent.ts'
import type { ParseOptions, PathRules, PayloadRules, WireRequest } from './wireRequest.ts'

/** Credentials to sign with. */
export interface SigningCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** How to sign. */
export interface SigningOptions {
  readonly region: string
  readonly service: string
  /** The signing time in epoch milliseconds. */
  readonly nowMs: number
  /** The body exactly as it will be sent. Default: empty. */
  readonly body?: Uint8Array
  /** As in `ParseOptions`. */
  readonly pathRules?: PathRules
  readonly payloadRules?: PayloadRules
  /** The `x-amz-content-sha256` header: `omit` it (default), `include` the body's hash (default under S3 rules), or
   *  declare the payload `unsigned` (S3 rules only). A header already in the request stays as it is. */
  readonly contentSha256?: 'omit' | 'include' | 'unsigned'
  /** Attach the session token without signing it. Off by default. */
  readonly tokenAddedAfterSigning?: boolean
}

/** How to presign. */
export interface PresignOptions extends SigningOptions {
  /** X-Amz-Expires, in seconds. */
  readonly expiresSeconds: number
}

/** A header list in the order to send. */
export type SignedHeaderList = readonly (readonly [name: string, value: string])[]

/** A request that lacks only its signature. */
export interface Unsigned<Result> {
  readonly parsed: ParsedRequest
  /** Puts the hex signature in its place. */
  finish(signatureHex: string): Result
}

const placeholder = '0'.repeat(64)
const replaced: ReadonlySet<string> = new Set(['authorization', 'x-amz-date', 'x-amz-security-token'])
// Fields that proxies and clients change on the way; no AWS SDK signs them.
const unsignable: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'connection',
  'expect',
  'from',
  'keep-alive',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
])

function parseOwn(request: WireRequest, options: SigningOptions): ParsedRequest {
  const unbounded = Number.MAX_SAFE_INTEGER
  const parse: ParseOptions = {
    pathRules: options.pathRules ?? 'normalized',
    payloadRules: options.payloadRules ?? 'body',
    tokenAddedAfterSigning: options.tokenAddedAfterSigning ?? false,
    strictParameters: [],
    limits: { targetBytes: unbounded, headerCount: unbounded, headerBytes: unbounded, parameterCount: unbounded },
  }
  const parsed = parseRequest(request, parse)
  if (!parsed.ok) throw new TypeError(`This request cannot be signed: ${parsed.message}`)
  return parsed
}

function namesToSign(headers: SignedHeaderList, options: SigningOptions): string {
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  if (options.tokenAddedAfterSigning) names.delete('x-amz-security-token')
  return [...names]
    .filter((name) => !unsignable.has(name))
    .sort()
    .join(';')
}

function contentSha256(options: SigningOptions, bodySha256Hex: string): string | undefined {
  const mode = options.contentSha256 ?? (options.payloadRules === 's3' ? 'include' : 'omit')
  return mode === 'omit' ? undefined : mode === 'include' ? bodySha256Hex : 'UNSIGNED-PAYLOAD'
}

function credentialText(credentials: SigningCredentials, options: SigningOptions): string {
  const date = formatAmzDate(options.nowMs).slice(0, 8)
  return `${credentials.accessKeyId}/${scopeText({ date, region: options.region, service: options.service })}`
}

/** Prepares the header form. Any Authorization, X-Amz-Date and X-Amz-Security-Token already there are replaced; every
 *  other header is signed unless proxies change it. Throws TypeError where a verifier would refuse the request unread,
 *  for example without a Host header. */
export function prepareHeaders(
  request: WireRequest,
  credentials: SigningCredentials,
  options: SigningOptions & { readonly bodySha256Hex: string },
): Unsigned<SignedHeaderList> {
  const headers = request.headers.filter(([name]) => !replaced.has(name.toLowerCase()))
  const declared = contentSha256(options, options.bodySha256Hex)
  const hasDeclared = headers.some(([name]) => name.toLowerCase() === 'x-amz-content-sha256')
  if (credentials.sessionToken !== undefined) headers.push(['X-Amz-Security-Token', credentials.sessionToken])
  headers.push(['X-Amz-Date', formatAmzDate(options.nowMs)])
  if (declared !== undefined && !hasDeclared) headers.push(['x-amz-content-sha256', declared])
  const credential = `Credential=${credentialText(credentials, options)}`
  const prefix = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${namesToSign(headers, options)}, Signature=`
  const complete = (signature: string): SignedHeaderList => [...headers, ['Authorization', prefix + signature]]
  return { parsed: parseOwn({ ...request, headers: complete(placeholder) }, options), finish: complete }
}

/** Prepares the query form: the target with its parameters appended. Headers given are signed and must be sent with
 *  the request. Throws TypeError as {@link prepareHeaders} does, and where the target is presigned already. */
export function prepareQuery(
  request: WireRequest,
  credentials: SigningCredentials,
  options: PresignOptions,
): Unsigned<string> {
  const parameters: (readonly [string, string])[] = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', credentialText(credentials, options)],
    ['X-Amz-Date', formatAmzDate(options.nowMs)],
    ['X-Amz-SignedHeaders', namesToSign(request.headers, options)],
    ['X-Amz-Expires', String(options.expiresSeconds)],
  ]
  if (credentials.sessionToken !== undefined) parameters.push(['X-Amz-Security-Token', credentials.sessionToken])
  const appended = parameters.map(([name, value]) => `${name}=${encodeText(value)}`).join('&')
  const joint = request.target.includes('?') ? (request.target.endsWith('?') ? '' : '&') : '?'
  const complete = (signature: string): string => `${request.target}${joint}${appended}&X-Amz-Signature=${signature}`
  return { parsed: parseOwn({ ...request, target: complete(placeholder) }, options), finish: complete }
}
