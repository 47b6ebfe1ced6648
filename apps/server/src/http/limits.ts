/** Bounds that hold before anything is parsed. */
import type { IncomingMessage } from 'node:http'

/** Request line and headers together, bytes. AWS's own services refuse above 16 KB to 20 KB. */
export const MAX_HEADER_BYTES = 16_384
/** Header fields. The SDKs send fewer than 20. */
export const MAX_HEADERS = 100
/** Body, bytes: room for the largest policy document (131,072 characters) percent-encoded. */
export const MAX_BODY_BYTES = 524_288
/** From the first byte of a request to the end of its headers, ms. */
export const HEADERS_TIMEOUT_MS = 10_000
/** From the first byte of a request to the end of its body, ms. */
export const REQUEST_TIMEOUT_MS = 30_000
/** An idle connection is kept this long, ms: longer than the SDKs keep theirs, so that they close first. */
export const KEEP_ALIVE_MS = 65_000
/** How often overdue connections are looked for, ms. */
export const CHECK_INTERVAL_MS = 1_000
/** Connections at once. */
export const MAX_CONNECTIONS = 4_096

/** Why a request is refused before the pipeline sees it. */
export interface Refused {
  readonly status: number
  readonly code: string
  readonly message: string
}

const refuse = (status: number, code: string, message: string): Refused => ({ status, code, message })

/** The values of every header called `name` (lower case), duplicates kept. */
function values(rawHeaders: readonly string[], name: string): readonly string[] {
  const found: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) found.push(rawHeaders[at + 1] ?? '')
  }
  return found
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST'])

/**
 * Checks the head of a request. Anything two HTTP implementations could read differently is refused (SIG-05, SIG-19):
 * an intermediary and we must never disagree on where a request ends.
 */
export function checkHead(message: IncomingMessage): Refused | undefined {
  const { rawHeaders } = message
  if (rawHeaders.length / 2 > MAX_HEADERS) return refuse(431, 'RequestHeaderSectionTooLarge', 'Too many header fields.')
  const encodings = values(rawHeaders, 'transfer-encoding')
  const lengths = values(rawHeaders, 'content-length')
  if (encodings.length > 1 || encodings.some((value) => value.toLowerCase() !== 'chunked')) {
    return refuse(501, 'NotImplemented', 'The only transfer encoding is chunked.')
  }
  if (lengths.length > 1 || (lengths.length > 0 && encodings.length > 0)) {
    return refuse(400, 'InvalidRequest', 'The request has more than one body length.')
  }
  if (values(rawHeaders, 'host').length !== 1)
    return refuse(400, 'InvalidRequest', 'The request needs exactly one Host header.')
  if (message.httpVersion !== '1.1' && message.httpVersion !== '1.0')
    return refuse(505, 'InvalidRequest', 'HTTP/1.1 only.')
  if (!message.url?.startsWith('/')) return refuse(400, 'InvalidRequest', 'The request target must be in origin form.')
  if (!METHODS.has(message.method ?? '')) return refuse(405, 'MethodNotAllowed', 'Use GET or POST.')
  if (Number(lengths[0] ?? 0) > MAX_BODY_BYTES) return tooLarge
  return undefined
}

/** The body goes on past MAX_BODY_BYTES. */
export const tooLarge: Refused = refuse(
  413,
  'RequestEntityTooLarge',
  `The request body exceeds ${MAX_BODY_BYTES} bytes.`,
)
