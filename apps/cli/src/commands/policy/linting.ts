/** What `brevet policy lint` does to a text before it reports: telling its type, repairing it. */
import type { PolicyType } from '@brevet/policy'
import type * as LintModule from '@brevet/policy/lint'
import type { LintOptions } from '@brevet/policy/lint'

/** Every type of policy, in the order of help texts. */
export const POLICY_TYPES: readonly PolicyType[] = [
  'identity',
  'trust',
  'resource',
  'session',
  'boundary',
  'scp',
  'rcp',
]

/** Whether `text` is the name of a type. */
export const isPolicyType = (text: string): text is PolicyType => (POLICY_TYPES as readonly string[]).includes(text)

/**
 * The type that a policy's elements tell, whether it is JSON or not: without principals an identity policy, with principals
 * and actions that assume roles (or no resources) a trust policy, else one of a resource. SCPs, RCPs, boundaries and
 * session policies look like others: `--type` names them.
 */
export function guessType(text: string): PolicyType {
  if (!/"(?:Not)?Principal"\s*:/.test(text)) return 'identity'
  const assumes = /"sts:(?:AssumeRole|TagSession|SetSourceIdentity)/i.test(text)
  return assumes || !/"(?:Not)?Resource"\s*:/.test(text) ? 'trust' : 'resource'
}

/** The linter's module, which is loaded when needed. */
export type Linter = typeof LintModule

interface Setting {
  readonly type: PolicyType
  readonly options: LintOptions
  readonly linter: Linter
}

/** A policy has no more findings than this that mend each other's repairs. */
const MAX_REPAIRS = 1_000

/**
 * The text with every sure repair applied, one after the other, since each belongs to the text that was linted. The same
 * text where there is nothing to repair, or it is not JSON.
 */
export function fixedText(text: string, { type, options, linter }: Setting): string {
  const { applyFix, lintPolicy } = linter
  let current = text
  for (let repairs = 0; repairs < MAX_REPAIRS; repairs += 1) {
    const next = lintPolicy(current, type, options).find(({ fix }) => fix !== undefined)
    const fixed = next?.fix === undefined ? undefined : applyFix(current, next.fix)
    if (fixed === undefined || fixed === current) break
    current = fixed
  }
  return current
}
