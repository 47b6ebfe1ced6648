/** Policy documents at the edge of IAM: accepting them, and printing them as IAM's answers do. */
import { parsePolicy, type ParseOptions, type PolicyType } from '@brevet/policy'
import { malformedPolicy } from './entityErrors.ts'

/** Throws MalformedPolicyDocument, in AWS's words for the first fault, unless `text` is a policy of `type`. */
export function checkPolicy(text: string, type: PolicyType, options: ParseOptions = {}): void {
  const result = parsePolicy(text, type, options)
  if (!result.ok) throw malformedPolicy(result.faults[0]?.message ?? 'Syntax errors in policy.')
}

/** Documents encoded lately: many roles trust the same, and encoding one takes as long as reading it from the database. */
const known = new Map<string, string>()
const MAX_KNOWN = 256
const MAX_LENGTH = 2_048

/**
 * Percent-encoded as policy documents are in IAM's answers: all but unreserved characters, UTF-8.
 * Source: IAM API reference, GetPolicyVersion; RFC 3986 section 2.
 */
export function percentEncoded(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  if (text.length > MAX_LENGTH) return encoded
  const [oldest] = known.keys()
  if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest)
  known.set(text, encoded)
  return encoded
}
