/** The head of a request: whatever two HTTP implementations could read differently is refused. */
import type { Limits } from './limits.ts'
import * as refusals from './refusal.ts'
import type { Refused } from './refusal.ts'

/** The fields of an IncomingMessage that are looked at. */
export interface Head {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  /** Names and values in turn, as received: `headers` drops duplicates. */
  readonly rawHeaders: readonly string[]
}

/** What the fields that decide where a request ends say. */
interface Framing {
  hosts: number
  lengths: number
  length: string
  encodings: number
  encoding: string
  expects: boolean
  upgrades: boolean
  compressed: boolean
}

/** Without the unicode flag, so that only ASCII letters fold. */
const CHUNKED = /^chunked$/i

/** Codings that would have to be undone to read the body (RFC 9110 section 8.4.1). Nothing here undoes them: a small body could become a huge one. */
const COMPRESSION: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'compress', 'x-compress', 'br', 'zstd'])

const compresses = (value: string): boolean =>
  value.split(',').some((coding) => COMPRESSION.has(coding.trim().toLowerCase()))

function note(framing: Framing, name: string, value: string): void {
  switch (name) {
    case 'host':
      framing.hosts += 1
      break
    case 'content-length':
      framing.lengths += 1
      framing.length = value
      break
    case 'transfer-encoding':
      framing.encodings += 1
      framing.encoding = value
      break
    case 'expect':
      framing.expects = true
      break
    case 'upgrade':
      framing.upgrades = true
      break
    case 'content-encoding':
      framing.compressed ||= compresses(value)
      break
    default:
  }
}

/** Lengths of the names above: most fields are passed over without a look at their text. */
const NOTED_LENGTHS: ReadonlySet<number> = new Set([4, 6, 7, 14, 16, 17])

function framingOf(rawHeaders: readonly string[]): Framing {
  const framing: Framing = {
    hosts: 0,
    lengths: 0,
    length: '0',
    encodings: 0,
    encoding: 'chunked',
    expects: false,
    upgrades: false,
    compressed: false,
  }
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (NOTED_LENGTHS.has(name.length)) note(framing, name.toLowerCase(), rawHeaders[at + 1] ?? '')
  }
  return framing
}

/** An intermediary and we must never disagree on where a request ends (RFC 9112 section 6, SIG-19). */
function checkFraming(head: Head, framing: Framing, limits: Limits): Refused | undefined {
  const { encodings, lengths } = framing
  if (encodings > 1 || !CHUNKED.test(framing.encoding)) return refusals.TRANSFER_ENCODING
  if (lengths > 1 || (lengths > 0 && encodings > 0)) return refusals.AMBIGUOUS_LENGTH
  // Some proxies do not know chunks in HTTP/1.0 and would take them for the next request.
  if (encodings > 0 && head.httpVersion !== '1.1') return refusals.AMBIGUOUS_LENGTH
  if (framing.upgrades) return refusals.UPGRADE
  if (framing.expects) return refusals.EXPECTATION
  if (framing.compressed) return refusals.COMPRESSED
  return Number(framing.length) > limits.bodyBytes ? refusals.BODY_TOO_LARGE : undefined
}

/** Why the request is refused before its body is read; undefined when it is not. Pure. */
export function checkHead(head: Head, limits: Limits): Refused | undefined {
  if (head.rawHeaders.length > 2 * limits.headers) return refusals.TOO_MANY_HEADERS
  if (head.httpVersion !== '1.1' && head.httpVersion !== '1.0') return refusals.VERSION
  const framing = framingOf(head.rawHeaders)
  const refused = checkFraming(head, framing, limits)
  if (refused !== undefined) return refused
  // HTTP/1.0 knows no Host; old load balancers ask for /livez without one.
  if (framing.hosts !== 1 && !(framing.hosts === 0 && head.httpVersion === '1.0')) return refusals.HOST
  const target = head.url ?? ''
  if (!target.startsWith('/') || target.includes('#')) return refusals.TARGET
  return head.method === 'GET' || head.method === 'POST' ? undefined : refusals.METHOD
}
