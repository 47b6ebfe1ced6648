/** Services that are not AWS's: the server's own, and those that the caller of the linter declares. */
import type { LintOptions } from '../finding.ts'

/** Actions of the server itself, such as `brevet:ExplainDecision`. */
const SERVER = 'brevet'

/** Whether a prefix (lower case) is of a service that AWS's facts know nothing about, and need not. */
export const isOwnService = (prefix: string, { knownServices }: LintOptions): boolean =>
  prefix === SERVER || knownServices?.includes(prefix) === true
