/** What a password must be like. Source: IAM user guide, "Set an account password policy for IAM users". */
import type { PasswordPolicyFacts } from '../facts/credentialFacts.ts'

/** The account a password is for: its name and email may not be the password. */
export interface PasswordAccount {
  readonly name: string
  readonly email: string
}

const DAY_MS = 86_400_000

/** The default policy's length, and how many of its four kinds of character a password needs. */
const DEFAULT_LENGTH = 8
const DEFAULT_KINDS = 3

/** Kinds of character, in the order in which AWS names them. Symbols are AWS's list. */
const KINDS = [
  { rule: 'requireUppercase', pattern: /[A-Z]/, what: 'uppercase letter' },
  { rule: 'requireLowercase', pattern: /[a-z]/, what: 'lowercase letter' },
  { rule: 'requireNumbers', pattern: /[0-9]/, what: 'number' },
  { rule: 'requireSymbols', pattern: /[!@#$%^&*()_+=[\]{}|'-]/, what: 'symbol' },
] as const

const sentence = (what: string): string => `Password should have at least one ${what}`
const tooShort = (length: number): string => `Password should have a minimum length of ${length}`

/**
 * What is wrong with `password`, in AWS's sentences; undefined where nothing is. Without a policy of its own an account has
 * AWS's default: 8 characters, three of the four kinds, neither the account's name nor its email address. The sentence of
 * the default policy's kinds is as AWS answers it; that of the length is from memory.
 */
export function passwordViolation(
  password: string,
  policy: PasswordPolicyFacts | undefined,
  account: PasswordAccount,
): string | undefined {
  const missing = KINDS.filter(({ pattern }) => !pattern.test(password))
  if (policy === undefined) return defaultViolation(password, missing, account)
  const wrong = missing.filter(({ rule }) => policy[rule]).map(({ what }) => sentence(what))
  if (password.length < policy.minimumLength) wrong.unshift(tooShort(policy.minimumLength))
  return wrong.length === 0 ? undefined : wrong.join(', ')
}

function defaultViolation(
  password: string,
  missing: readonly { readonly what: string }[],
  { name, email }: PasswordAccount,
): string | undefined {
  if (password.length < DEFAULT_LENGTH) return tooShort(DEFAULT_LENGTH)
  const lacking = missing.length - (KINDS.length - DEFAULT_KINDS)
  if (lacking > 0)
    return `Password should meet ${lacking} more of the following requirements: ${missing.map(({ what }) => sentence(what)).join(', ')}`
  const folded = password.toLowerCase()
  if (folded === name.toLowerCase() || folded === email.toLowerCase())
    return 'Password should not be identical to the account name or email address'
  return undefined
}

/** True where a password that was set at `setAtMs` has expired under `policy`. */
export const isExpired = (setAtMs: number, policy: PasswordPolicyFacts | undefined, nowMs: number): boolean =>
  policy?.maxAgeDays !== undefined && nowMs >= setAtMs + policy.maxAgeDays * DAY_MS
