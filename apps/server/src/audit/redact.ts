/** Takes secrets out of what is about to be audited, and bounds it. Pure. */

/** What stands where a secret stood; CloudTrail uses the same words. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Longest text kept in parameters and answers, in UTF-16 units. Longer than any IAM policy that a role or user may hold. */
const MAX_TEXT = 16_384
/** Nesting and member limits: past them a marker stands in for the rest. Models nest less than half as deep. */
const MAX_DEPTH = 16
const MAX_MEMBERS = 1_000
const MAX_NAME = 256
/** CloudTrail leaves requestParameters and responseElements out when they are larger than 100 KB. */
const MAX_BYTES = 100 * 1024

/**
 * Members whose value is never written, by name without case or punctuation. It names more than the models mark
 * `sensitive` (they leave out MFA codes and session tokens) and errs towards hiding: a pagination token is hidden too.
 */
const SECRET_MEMBER =
  /secret|password|passphrase|privatekey|token|authenticationcode|authorization|assertion|seed|qrcode|cookie|signature$|(en|de)codedmessage/

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

/**
 * What every text that a pattern above matches has in it, whatever its letter case: a text without it is left alone. One
 * search instead of four replacements (8 us saved per AssumeRole record). A pattern added above must be added here.
 */
const MAY_HOLD_SECRET =
  /authorization|cookie|x-amz-s|x-vault-token|signature|access_?key|session_?token|password|bearer|basic|:\/\//i

const withoutSecrets = (text: string): string =>
  MAY_HOLD_SECRET.test(text)
    ? INLINE_SECRETS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
    : text

/** `text` without credentials in it, then cut to `maximum` UTF-16 units: a cut first could leave half a secret that no pattern knows. */
export function cleanText(text: string, maximum: number): string {
  const clean = withoutSecrets(text)
  return clean.length > maximum ? `${clean.slice(0, maximum)}...[${clean.length - maximum} more]` : clean
}

/** What is known of a member by its name. */
interface MemberName {
  readonly clean: string
  readonly secret: boolean
}

/** Names come from the models, so a few hundred are all there are (3 us saved per record). */
const names = new Map<string, MemberName>()
/** Map keys are the callers' own: what they make up beyond this is judged anew each time. */
const MAX_NAMES = 2_000

function memberName(name: string): MemberName {
  const known = names.get(name)
  if (known !== undefined) return known
  const secret = SECRET_MEMBER.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const judged = { clean: cleanText(name, MAX_NAME), secret }
  if (names.size < MAX_NAMES && name.length <= MAX_NAME) names.set(name, judged)
  return judged
}

function cleanMembers(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value)
  const clean = entries.slice(0, MAX_MEMBERS).map(([name, member]): [string, unknown] => {
    const judged = memberName(name)
    return [judged.clean, judged.secret ? HIDDEN : cleanValue(member, depth + 1)]
  })
  if (entries.length > MAX_MEMBERS) clean.push(['omitted', `${entries.length - MAX_MEMBERS} more members`])
  // Makes own members of all names, `__proto__` too. One object without a prototype triples what printing a record costs.
  return Object.fromEntries(clean)
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value, MAX_TEXT)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[too deep]'
  // A Secret prints itself as hidden.
  if ('toJSON' in value && typeof value.toJSON === 'function') return cleanValue(value.toJSON(), depth + 1)
  if (!Array.isArray(value)) return cleanMembers(value, depth)
  const kept = value.slice(0, MAX_MEMBERS).map((item) => cleanValue(item, depth + 1))
  return value.length > MAX_MEMBERS ? [...kept, `[${value.length - MAX_MEMBERS} more]`] : kept
}

/**
 * An operation's input or output as the audit record may hold it: members with secret names and credentials inside texts
 * replaced by HIDDEN, everything bounded. The codecs have hidden what the models call sensitive (protocol/redact.ts); this
 * is the second look, by name and content, at plain JSON of any origin. Larger than 100 KB as JSON: `{ omitted }` instead.
 * Source: CloudTrail user guide, "CloudTrail record contents", requestParameters and responseElements.
 */
export function redact(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const clean = cleanMembers(value, 0)
  return JSON.stringify(clean).length > MAX_BYTES ? { omitted: `larger than ${MAX_BYTES} bytes` } : clean
}
