/** The linter of IAM policies. */
export { applyFix } from './applyFix.ts'
export type { Finding, JsonPatchOperation, JsonValue, LintOptions, Severity } from './finding.ts'
export { lintPolicy } from './lintPolicy.ts'
export type { Rule } from './rule.ts'
export { learnMore, RULES } from './rules.ts'
