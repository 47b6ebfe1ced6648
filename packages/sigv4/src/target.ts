/** Splits the request-target and makes the canonical path, without ever rewriting what was received. */

import { decodePercent, encodePathBytes, encodePathKeepingEscapes } from './percent.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'
import type { PathRules } from './wireRequest.ts'

/** A request-target in its two parts, as received; the query without its question mark. */
export interface SplitTarget {
  readonly path: string
  readonly query: string
}

/** A path as the signature covers it. */
export interface SignedPath {
  /** The path a caller may act on: normalized where the rules normalize, escapes as received, ASCII only. */
  readonly path: string
  /** The line that enters the canonical request. */
  readonly canonical: string
}

// Forbidden: control characters, the fragment sign, and anything that is not a byte.
const forbidden = /[^\x20-\x22\x24-\x7e\x80-\xff]/

/** Splits an origin-form target. Refuses absolute and asterisk form, fragments and control characters, because proxies
 *  and servers disagree about what those mean. */
export function splitTarget(target: string): SplitTarget | SigV4Refusal {
  if (!target.startsWith('/')) return refuse('InvalidRequest', 'The request-target must begin with a slash.')
  if (forbidden.test(target)) return refuse('InvalidRequest', 'The request-target contains a forbidden character.')
  const mark = target.indexOf('?')
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** Removes `.` and `..` segments and repeated slashes. Escaped dots (`%2e`) are ordinary bytes here, as in every AWS
 *  SDK: a reader that decodes them afterwards must not resolve them. */
export function normalizePath(path: string): string {
  if (!path.includes('//') && !path.includes('/.')) return path
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : ''
  return '/' + kept.join('/') + end
}

/** Makes the signed path. Returns undefined where an escape is broken or the decoded bytes are not UTF-8. */
export function signedPath(raw: string, rules: PathRules): SignedPath | undefined {
  if (decodePercent(raw) === undefined) return undefined
  if (rules === 's3') {
    const canonical = encodePathKeepingEscapes(raw)
    return { path: canonical, canonical }
  }
  const normalized = normalizePath(raw)
  return { path: encodePathKeepingEscapes(normalized), canonical: encodePathBytes(normalized) }
}
