/** One signed call to STS. */
import { type Caller, callService, type Parameters } from './callService.ts'

export type { Parameters } from './callService.ts'

/** Calls `action` of STS as `callService` does. */
export const callSts = (action: string, parameters: Parameters, caller: Caller): Promise<Record<string, unknown>> =>
  callService({ service: 'sts', version: '2011-06-15', action }, parameters, caller)
