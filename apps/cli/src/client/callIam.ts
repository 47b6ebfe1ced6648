/** One signed call to IAM. */
import { type Caller, callService, type Parameters } from './callService.ts'

/** Calls `action` of IAM as `callService` does. */
export const callIam = (action: string, parameters: Parameters, caller: Caller): Promise<Record<string, unknown>> =>
  callService({ service: 'iam', version: '2010-05-08', action }, parameters, caller)
