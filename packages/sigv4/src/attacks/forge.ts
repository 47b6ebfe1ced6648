/** A second, independent signer for the attack cases: it signs whatever it is told to, malformed or not, so that a
 *  refusal can only come from the defence under test. */

import { createHash, createHmac } from 'node:crypto'

import {
  checkTime,
  type ParseOptions,
  parseRequest,
  type SignedView,
  stsTimeRules,
  type WireRequest,
} from '../index.ts'
import { deriveSigningKey, verifySignature } from '../node/index.ts'

/** The moment at which every case takes place. */
export const nowMs = 1_795_348_800_000
export const amzDate = '20261122T120000Z'
export const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'
export const scope = '20261122/us-east-1/sts/aws4_request'

export type Fields = readonly (readonly [string, string])[]

/** What to sign. The defaults make a plain, valid POST to STS. */
export interface Draft {
  readonly method?: string
  readonly target?: string
  readonly headers?: Fields
  readonly signedHeaders?: string
  readonly body?: string
  /** The payload line; default: the body's hash. */
  readonly payload?: string
  readonly canonicalPath?: string
  readonly scope?: string
  readonly timestamp?: string
}

/** A finished request with its body. */
export interface Sent {
  readonly wire: WireRequest
  readonly body: Uint8Array
}

const sha256 = (data: string): string => createHash('sha256').update(data, 'utf8').digest('hex')
const hmac = (key: string | Uint8Array, text: string): Uint8Array => createHmac('sha256', key).update(text).digest()

export const plainHeaders: Fields = [
  ['Host', 'sts.example.com'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['X-Amz-Date', amzDate],
]
export const plainBody = 'Action=GetCallerIdentity&Version=2011-06-15'

function headerBlock(headers: Fields, signedHeaders: string): string {
  return signedHeaders
    .split(';')
    .map((name) => {
      const values = headers.filter(([each]) => each.toLowerCase() === name.toLowerCase())
      return `${name}:${values.map(([, value]) => value.trim().replace(/[ \t]+/g, ' ')).join(',')}\n`
    })
    .join('')
}

/** The signature of a draft whose query (already canonical) is given. */
export function forgeSignature(draft: Draft, query: string): string {
  const { method = 'POST', headers = plainHeaders, body = plainBody, timestamp = amzDate } = draft
  const signedHeaders = draft.signedHeaders ?? 'content-type;host;x-amz-date'
  const lines = [method, draft.canonicalPath ?? '/', query, headerBlock(headers, signedHeaders), signedHeaders]
  const canonical = [...lines, draft.payload ?? sha256(body)].join('\n')
  const credentialScope = draft.scope ?? scope
  const key = credentialScope.split('/').reduce<string | Uint8Array>((each, part) => hmac(each, part), `AWS4${secret}`)
  const text = ['AWS4-HMAC-SHA256', timestamp, credentialScope, sha256(canonical)].join('\n')
  return createHmac('sha256', key).update(text).digest('hex')
}

function sortQuery(query: string): string {
  const pairs = query.split('&').map((piece) => piece.split('=', 2) as [string, string?])
  pairs.sort(([a, x = ''], [b, y = '']) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
  return query === '' ? '' : pairs.map(([name, value = '']) => `${name}=${value}`).join('&')
}

/** Signs a draft by header. */
export function forgeHeader(draft: Draft = {}): Sent {
  const { method = 'POST', target = '/', headers = plainHeaders, body = plainBody } = draft
  const signature = forgeSignature(draft, sortQuery(target.split('?')[1] ?? ''))
  const credential = `Credential=${accessKeyId}/${draft.scope ?? scope}`
  const list = `SignedHeaders=${draft.signedHeaders ?? 'content-type;host;x-amz-date'}`
  const authorization = `AWS4-HMAC-SHA256 ${credential}, ${list}, Signature=${signature}`
  return {
    wire: { method, target, headers: [...headers, ['Authorization', authorization]] },
    body: Buffer.from(body),
  }
}

/** Presigns a draft (GET, empty body). `extra` are further parameters, encoded. */
export function forgeQuery(draft: Draft = {}, extra = 'Action=GetCallerIdentity&Version=2011-06-15'): Sent {
  const { method = 'GET', headers = [['Host', 'sts.example.com']], body = '', timestamp = amzDate } = draft
  const signedHeaders = draft.signedHeaders ?? 'host'
  const own = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${accessKeyId}/${draft.scope ?? scope}`)}`,
    `X-Amz-Date=${timestamp}`,
    `X-Amz-SignedHeaders=${encodeURIComponent(signedHeaders)}`,
  ]
  const query = [extra, ...own, ...(extra.includes('X-Amz-Expires') ? [] : ['X-Amz-Expires=60'])]
    .filter(Boolean)
    .join('&')
  const signature = forgeSignature({ ...draft, method, headers, body, signedHeaders }, sortQuery(query))
  const path = (draft.target ?? '/').split('?')[0] ?? '/'
  return { wire: { method, target: `${path}?${query}&X-Amz-Signature=${signature}`, headers }, body: Buffer.from(body) }
}

/** What became of a request: the code and sentence of its refusal, or the view. */
export interface Outcome {
  readonly code: string
  readonly message: string
  readonly view?: SignedView
}

/** Parses, checks the time and verifies, as a server does. `key` is the secret that the server knows. */
export function judge({ wire, body }: Sent, options: ParseOptions = {}, key: string = secret): Outcome {
  const parsed = parseRequest(wire, options)
  if (!parsed.ok) return parsed
  const late = checkTime(parsed, nowMs, stsTimeRules)
  if (late) return late
  const verified = verifySignature(parsed, { signingKey: deriveSigningKey(key, parsed.scope), body })
  return verified.ok ? { code: 'ok', message: '', view: verified.signed } : verified
}

/** The same request with other headers, target, method or body, the signature left as it is. */
export function tamper(sent: Sent, change: Partial<WireRequest> & { readonly body?: string }): Sent {
  const { body, ...wire } = change
  return { wire: { ...sent.wire, ...wire }, body: body === undefined ? sent.body : Buffer.from(body) }
}

/** The same request with one header more. */
export function withHeader(sent: Sent, name: string, value: string): Sent {
  return tamper(sent, { headers: [...sent.wire.headers, [name, value]] })
}

/** The same request with its Authorization header rewritten. */
export function withAuthorization(sent: Sent, rewrite: (text: string) => string): Sent {
  const headers = sent.wire.headers.map(([name, value]): readonly [string, string] =>
    name === 'Authorization' ? [name, rewrite(value)] : [name, value],
  )
  return tamper(sent, { headers })
}
