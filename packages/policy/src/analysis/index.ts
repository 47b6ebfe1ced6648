/** Static analysis: what a policy allows, proved for all requests or shown by one. */
export { DEFAULT_BUDGET } from './budget.ts'
export type * from './types.ts'
export { includes, type InclusionOptions } from './text/includes.ts'
