/** Brevet's own service: what AWS has no operation for. */
import type { Service } from '../operation.ts'
import { explainDecision } from './explainDecision.ts'
import { guardrailOperations } from './guardrails/operations.ts'

/** Source: models/brevet.json, contract.md "Where AWS has nothing". */
export const brevet: Service = {
  signingName: 'brevet',
  model: 'brevet',
  eventSource: 'brevet.amazonaws.com',
  operations: [explainDecision, ...guardrailOperations],
}
