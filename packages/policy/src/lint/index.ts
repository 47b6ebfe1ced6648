/** The linter of IAM policies. */
export type { Finding, JsonPatchOperation, JsonValue, LintOptions, Severity } from './finding.ts'
export { lintPolicy } from './lintPolicy.ts'
