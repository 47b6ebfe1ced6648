/** What a refused caller is told, and the reasoning that DecodeAuthorizationMessage and the audit record keep of it. */
import { describeDenial, explainDecision } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import { ServiceError } from '../domain/errors.ts'
import type { MessageSealer } from '../token/token.ts'
import type { Decided } from './decide.ts'
import { DETAILS, type Explained, reasoningOf } from './reasoning.ts'

/** Longest reasoning in an audit record, UTF-16 units of JSON. */
export const MAX_RECORDED = 8_192

/** The longest account of the denial that fits into a message. */
function sealedReasoning(caller: Caller, explained: Explained, messages: MessageSealer): string {
  for (const detail of DETAILS) {
    try {
      return messages.seal(caller.accountId, JSON.stringify(reasoningOf(caller, explained, detail)))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return messages.seal(caller.accountId, '{"allowed":false}')
}

/** The longest account of the denial that a record has room for; undefined where even the shortest is too long. */
function recordedReasoning(caller: Caller, explained: Explained): Record<string, unknown> | undefined {
  for (const detail of DETAILS) {
    const reasoning = reasoningOf(caller, explained, detail)
    if (JSON.stringify(reasoning).length <= MAX_RECORDED) return reasoning
  }
  return undefined
}

/** AccessDenied for a refused ask. What follows the sentence is for DecodeAuthorizationMessage; the audit record leaves it out. */
export function denial(caller: Caller, decided: Decided, messages: MessageSealer): ServiceError {
  const { request, decision } = decided
  const explained = { request, explanation: explainDecision(request, decision) }
  const sentence = describeDenial(request, decision, { disclosePolicy: request.resourceAccount === caller.accountId })
  const encoded = sealedReasoning(caller, explained, messages)
  const recorded = recordedReasoning(caller, explained)
  return new ServiceError('AccessDenied', `${sentence}. Encoded authorization failure message: ${encoded}`, {
    reason: `${decision.outcome} by ${decision.layer ?? 'no layer'} on ${request.action}`,
    sentence,
    ...(recorded === undefined ? {} : { decision: recorded }),
  })
}
