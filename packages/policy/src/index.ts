/** IAM policy documents: strict parsing and evaluation with reasons. */
export { requestContext } from './context.ts'
export { contextKeysOf, missingContextKeys } from './contextKeys.ts'
export { type DenialOptions, describeDenial } from './denial.ts'
export { canonicalPolicy } from './document/canonical.ts'
export { parsePolicy, type ParseOptions, readStoredPolicy } from './document/parsePolicy.ts'
export { POLICY_QUOTAS, policySize, type SizeQuota } from './document/size.ts'
export { applyChanges } from './explain/applyChanges.ts'
export { explain, explainDecision } from './explain/explain.ts'
export type * from './explain/explanation.ts'
export { type ContextKind, isContextValue } from './literal/contextValue.ts'
export {
  createEngine,
  type CallerPolicies,
  decide,
  type Engine,
  type EngineLimits,
  judge,
} from './engine/engine.ts'
export type { Ask, Bundle, ContextTemplate, ResourcePolicy } from './engine/bundle.ts'
export type { Verdict } from './engine/verdict.ts'
export { evaluate } from './reference/evaluate.ts'
export type * from './types.ts'
