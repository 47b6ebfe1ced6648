/** What a refused caller is told, and the reasoning that DecodeAuthorizationMessage and the audit record keep of it. */
import { describeDenial, explainDecision } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import { ServiceError } from '../domain/errors.ts'
import type { MessageSealer } from '../token/token.ts'
import type { Decided } from './decide.ts'
import { DETAILS, type Explained, reasoningOf } from './reasoning.ts'

/** Longest reasoning in an audit record, UTF-16 units of JSON. */
export const MAX_RECORDED = 10_240

/** The reasoning in one degree of detail, as data and as text. */
interface Account {
  readonly document: Record<string, unknown>
  readonly text: string
}

/** Accounts of a denial, most detailed first, each made when it is asked for and once. */
function accountsOf(caller: Caller, explained: Explained): () => Generator<Account> {
  const made: Account[] = []
  return function* () {
    for (const [index, detail] of DETAILS.entries()) {
      const document = made[index]?.document ?? reasoningOf(caller, explained, detail)
      yield (made[index] ??= { document, text: JSON.stringify(document) })
    }
  }
}

/** The longest account of the denial that fits into a message. */
function sealedReasoning(accountId: string, accounts: Iterable<Account>, messages: MessageSealer): string {
  for (const { text } of accounts) {
    try {
      return messages.seal(accountId, text)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return messages.seal(accountId, '{"allowed":false}')
}

/** The longest account of the denial that a record has room for; undefined where even the shortest is too long. */
function recordedReasoning(accounts: Iterable<Account>): Record<string, unknown> | undefined {
  for (const { document, text } of accounts) if (text.length <= MAX_RECORDED) return document
  return undefined
}

/** AccessDenied for a refused ask. What follows the sentence is for DecodeAuthorizationMessage; the audit record leaves it out. */
export function denial(caller: Caller, decided: Decided, messages: MessageSealer): ServiceError {
  const { request, decision, discloseResource = false } = decided
  const explained = { request, explanation: explainDecision(request, decision), discloseResource }
  const disclosePolicy = request.resourceAccount === caller.accountId
  const sentence = describeDenial(request, decision, { disclosePolicy, discloseResource })
  const accounts = accountsOf(caller, explained)
  const encoded = sealedReasoning(caller.accountId, accounts(), messages)
  const recorded = recordedReasoning(accounts())
  return new ServiceError('AccessDenied', `${sentence}. Encoded authorization failure message: ${encoded}`, {
    reason: `${decision.outcome} by ${decision.layer ?? 'no layer'} on ${request.action}`,
    sentence,
    ...(recorded === undefined ? {} : { decision: recorded }),
  })
}
