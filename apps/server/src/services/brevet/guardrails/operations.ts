/** The brevet service's operations on guardrails. */
import type { Operation } from '../../operation.ts'
import { deleteGuardrails } from './deleteGuardrails.ts'
import { getGuardrails } from './getGuardrails.ts'
import { putGuardrails } from './putGuardrails.ts'

/** One line per operation. */
export const guardrailOperations: readonly Operation[] = [deleteGuardrails, getGuardrails, putGuardrails]
