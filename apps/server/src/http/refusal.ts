/** Refusals of what never becomes a request: complete answers, written straight to the connection. */
import { STATUS_CODES } from '../runtime/nodeHttp.ts'

/** Why bytes are refused. None of it comes from the bytes themselves. */
export interface Refused {
  readonly status: number
  /** In the manner of AWS's codes, so that its clients can show it. */
  readonly code: string
  readonly message: string
}

const refused = (status: number, code: string, message: string): Refused => ({ status, code, message })

export const MALFORMED = refused(400, 'InvalidRequest', 'This is not a well-formed HTTP/1.1 request.')
export const AMBIGUOUS_LENGTH = refused(400, 'InvalidRequest', 'The length of the request body is ambiguous.')
export const HOST = refused(400, 'InvalidRequest', 'The request needs exactly one Host header.')
export const TARGET = refused(400, 'InvalidRequest', 'The request target must be a path and a query.')
export const UPGRADE = refused(400, 'InvalidRequest', 'This server speaks HTTP/1.1 only and upgrades to nothing.')
export const SCATTERED = refused(400, 'InvalidRequest', 'The request body arrives in too many pieces.')
export const METHOD = refused(
  405,
  'MethodNotAllowed',
  'Use GET or POST: no operation that is called with another method is served here.',
)
export const TIMEOUT = refused(408, 'RequestTimeout', 'The request did not arrive in time.')
export const BODY_TOO_LARGE = refused(413, 'RequestEntityTooLarge', 'The request body is too large.')
export const COMPRESSED = refused(415, 'UnsupportedMediaType', 'Send the body without a Content-Encoding.')
export const EXPECTATION = refused(417, 'ExpectationFailed', 'Send the request without an Expect header.')
export const HEADERS_TOO_LARGE = refused(431, 'RequestHeaderSectionTooLarge', 'The request headers are too large.')
export const TOO_MANY_HEADERS = refused(431, 'RequestHeaderSectionTooLarge', 'The request has too many headers.')
export const TRANSFER_ENCODING = refused(501, 'NotImplemented', 'The only Transfer-Encoding is chunked.')
export const OVERLOADED = refused(503, 'ServiceUnavailable', 'Too many large requests at once. Please try again.')
export const VERSION = refused(505, 'HTTPVersionNotSupported', 'This server speaks HTTP/1.1.')

const PARSER: ReadonlyMap<string, Refused> = new Map([
  ['HPE_HEADER_OVERFLOW', HEADERS_TOO_LARGE],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', BODY_TOO_LARGE],
  ['ERR_HTTP_REQUEST_TIMEOUT', TIMEOUT],
])

/** The refusal for what Node's parser reports; its own text, which quotes the bytes, goes nowhere. */
export const refusalOf = (parserCode: string | undefined): Refused => PARSER.get(parserCode ?? '') ?? MALFORMED

/** Clients of AWS's JSON protocols say so in their headers. Everything else is taken for a query client, which reads XML. */
export function wantsJson(rawHeaders: readonly string[]): boolean {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase()
    if (name === 'x-amz-target') return true
    if (name === 'content-type' && rawHeaders[at + 1]?.includes('json') === true) return true
  }
  return false
}

/** What an answer needs besides the refusal. */
export interface RefusalContext {
  readonly requestId: string
  /** As in the `Date` header. */
  readonly date: string
  readonly json: boolean
}

function bodyOf({ code, message, status }: Refused, { json, requestId }: RefusalContext): string {
  if (json) return JSON.stringify({ __type: code, message })
  const type = status < 500 ? 'Sender' : 'Receiver'
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error>`
  return `<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`
}

/** A whole answer, ASCII; the connection ends with it. */
export function refusalText(refusal: Refused, context: RefusalContext): string {
  const body = bodyOf(refusal, context)
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    `Date: ${context.date}`,
    `Content-Type: ${context.json ? 'application/x-amz-json-1.1' : 'text/xml'}`,
    `Content-Length: ${body.length}`,
    `x-amzn-RequestId: ${context.requestId}`,
    ...(refusal === METHOD ? ['Allow: GET, POST'] : []),
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
