/** Takes secrets out of what is about to be audited, and bounds it. Pure. */

/** What stands where a secret stood; CloudTrail uses the same words. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Longest text kept in parameters and answers, in UTF-16 units. Longer than any IAM policy that a role or user may hold. */
const MAX_TEXT = 16_384
/** Nesting and member limits: past them a marker stands in for the rest. Models nest less than half as deep. */
const MAX_DEPTH = 16
const MAX_MEMBERS = 1_000
/** CloudTrail leaves requestParameters and responseElements out when they are larger than 100 KB. */
const MAX_BYTES = 100 * 1024

/**
 * Members whose value is never written, by name without case or punctuation. It names more than the models mark
 * `sensitive` (they leave out MFA codes and session tokens) and errs towards hiding: a pagination token is hidden too.
 */
const SECRET_MEMBER =
  /secret|password|passphrase|privatekey|token|authenticationcode|authorization|assertion|seed|qrcode|cookie|signature$|(en|de)codedmessage/

const isSecretMember = (name: string): boolean => SECRET_MEMBER.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))

/** Credentials inside running text, whatever the letter case of the header's name (AUD-07). Each pattern is linear. */
const INLINE_SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=])[^\r\n]*/gi, `$1$2${HIDDEN}`],
  [
    /\b(x-amz-security-token|x-amz-signature|x-vault-token|signature|(?:aws_)?secret_?access_?key|(?:aws_)?session_?token|password)(["']?\s*[:=]\s*["']?)[^\s&"',;]+/gi,
    `$1$2${HIDDEN}`,
  ],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{16,}/gi, `$1 ${HIDDEN}`],
  [/(:\/\/)[^\s/@:]*:[^\s/@]*@/g, `$1${HIDDEN}@`],
]

/** `text` without credentials in it, then cut to `maximum` UTF-16 units: a cut first could leave half a secret that no pattern knows. */
export function cleanText(text: string, maximum: number): string {
  const clean = INLINE_SECRETS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
  return clean.length > maximum ? `${clean.slice(0, maximum)}...[${clean.length - maximum} more]` : clean
}

/** CloudTrail writes the query services' members with a small first letter: `roleArn`, `sAMLAssertion`. */
const cloudTrailName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

function cleanMembers(entries: Iterable<readonly [string, unknown]>, depth: number): Record<string, unknown> {
  const clean = Object.create(null) as Record<string, unknown>
  let count = 0
  for (const [name, value] of entries) {
    if (value === undefined) continue
    if (++count > MAX_MEMBERS) return { ...clean, omitted: 'more members' }
    const key = cleanText(cloudTrailName(name), 256)
    clean[key] = isSecretMember(name) ? HIDDEN : cleanValue(value, depth + 1)
  }
  return clean
}

function cleanObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return '[too deep]'
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  // Secrets print themselves as hidden, times as ISO text.
  if ('toJSON' in value && typeof value.toJSON === 'function') return cleanValue(value.toJSON(), depth + 1)
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_MEMBERS).map((item) => cleanValue(item, depth + 1))
    return value.length > MAX_MEMBERS ? [...kept, `[${value.length - MAX_MEMBERS} more]`] : kept
  }
  if (value instanceof Map) return cleanMembers(value as Map<string, unknown>, depth)
  return cleanMembers(Object.entries(value), depth)
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value, MAX_TEXT)
  if (typeof value === 'object' && value !== null) return cleanObject(value, depth)
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
}

/**
 * An operation's input or output as the audit record may hold it: secrets replaced by HIDDEN, byte strings by their length,
 * member names in CloudTrail's form. Larger than 100 KB as JSON: `{ omitted: ... }` instead. Null where there is nothing to show.
 * Source: CloudTrail user guide, "CloudTrail record contents", requestParameters and responseElements.
 */
export function redact(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null) return null
  const clean = cleanValue(value, 0)
  const members = typeof clean === 'object' && clean !== null && !Array.isArray(clean) ? clean : { value: clean }
  const size = JSON.stringify(members).length
  return size > MAX_BYTES ? { omitted: `larger than ${MAX_BYTES} bytes` } : (members as Record<string, unknown>)
}
