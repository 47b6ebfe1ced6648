/** Static analysis: what a policy allows, proved for all requests or shown by one. */
export { DEFAULT_BUDGET } from './budget.ts'
export { checkAccessNotGranted } from './question/accessNotGranted.ts'
export { describePrincipal, spellKey } from './question/describe.ts'
export { findIdleStatements } from './question/idleStatements.ts'
export { checkNoNewAccess, comparePolicies } from './question/noNewAccess.ts'
export { checkNoPublicAccess } from './question/publicAccess.ts'
export { includes, type InclusionOptions } from './text/includes.ts'
export type * from './types.ts'
