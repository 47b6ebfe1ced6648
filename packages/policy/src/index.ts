/** IAM policy documents: strict parsing and evaluation with reasons. */
export { requestContext } from './context.ts'
export { type DenialOptions, describeDenial } from './denial.ts'
export { canonicalPolicy } from './document/canonical.ts'
export { parsePolicy, type ParseOptions, readStoredPolicy } from './document/parsePolicy.ts'
export { POLICY_QUOTAS, policySize, type SizeQuota } from './document/size.ts'
export { evaluate } from './reference/evaluate.ts'
export type * from './types.ts'
