/** Header fields: from the raw list to one canonical value per lower-case name. */

import { bytesToText } from './percent.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'
import type { WireLimits } from './wireRequest.ts'

/** Canonical values by lower-case name. A Map, because names are chosen by the caller. */
export type HeaderMap = ReadonlyMap<string, string>

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// What a field value may not hold: controls other than tab (so no folding, no NUL), and what is not a byte.
const forbidden = /[^\t\x20-\x7e\x80-\xff]/
// Words of visible ASCII with one space between them, as nearly all values are: allowed, and canonical as they stand.
const tidy = /^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/
// What Python's str.split takes for white space beyond ASCII; botocore and the JavaScript SDK fold it before signing.
const wideBlanks = /[ \t\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g

// Fields that name one thing. Two of them, and proxy and server may each read another.
const single: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'date',
  'host',
  'transfer-encoding',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-target',
])

function refuseDuplicate(name: string): SigV4Refusal | undefined {
  if (name === 'x-amz-security-token')
    return refuse('SignatureDoesNotMatch', 'The request carries more than one security token.')
  if (single.has(name)) return refuse('InvalidRequest', `The header ${name} occurs more than once.`)
  return undefined
}

/** The value as the signature covers it: trimmed, runs of blanks folded to one space. */
function readValue(bytes: string): string | SigV4Refusal {
  if (tidy.test(bytes)) return bytes
  if (forbidden.test(bytes)) return refuse('InvalidRequest', 'A header value contains a forbidden character.')
  return bytesToText(bytes).replace(wideBlanks, ' ').replace(/^ | $/g, '')
}

function checkSize(headers: readonly (readonly [string, string])[], limits: WireLimits): SigV4Refusal | undefined {
  if (headers.length > limits.headerCount) return refuse('InvalidRequest', 'The request has too many headers.')
  let bytes = 0
  for (const [name, value] of headers) bytes += name.length + value.length
  return bytes > limits.headerBytes ? refuse('InvalidRequest', 'The request headers are too large.') : undefined
}

/** Reads the raw list. Repeated fields are joined with a comma in the order received, each trimmed by itself, as
 *  SigV4 signs them; those that must be single, folded lines and control characters are refused. */
export function readHeaders(
  headers: readonly (readonly [name: string, value: string])[],
  limits: WireLimits,
): HeaderMap | SigV4Refusal {
  const tooLarge = checkSize(headers, limits)
  if (tooLarge) return tooLarge
  const joined = new Map<string, string>()
  for (const [rawName, rawValue] of headers) {
    if (!token.test(rawName)) return refuse('InvalidRequest', 'A header name contains a forbidden character.')
    const value = readValue(rawValue)
    if (typeof value !== 'string') return value
    const name = rawName.toLowerCase()
    const earlier = joined.get(name)
    const duplicate = earlier === undefined ? undefined : refuseDuplicate(name)
    if (duplicate) return duplicate
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return joined
}
