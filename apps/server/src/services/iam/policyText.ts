/** Policy documents at the edge of IAM: accepting them, and printing them as IAM's answers do. */
import { parsePolicy, type ParseOptions, type PolicyType } from '@brevet/policy'
import { malformedPolicy } from './entityErrors.ts'

/** Throws MalformedPolicyDocument, in AWS's words for the first fault, unless `text` is a policy of `type`. */
export function checkPolicy(text: string, type: PolicyType, options: ParseOptions = {}): void {
  const result = parsePolicy(text, type, options)
  if (!result.ok) throw malformedPolicy(result.faults[0]?.message ?? 'Syntax errors in policy.')
}

/**
 * Percent-encoded as policy documents are in IAM's answers: all but unreserved characters, UTF-8.
 * Source: IAM API reference, GetPolicyVersion; RFC 3986 section 2.
 */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
