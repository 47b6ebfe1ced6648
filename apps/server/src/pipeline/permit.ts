/** The authorization stage: the limits of the credential's kind, then the operation's own asks. */
import type { Authorized } from '../authz/authorized.ts'
import { authorize } from '../authz/authorize.ts'
import { checkSessionLimits } from '../authz/sessionLimits.ts'
import type { Call } from '../authz/authorized.ts'
import type { Effects } from '../services/operation.ts'
import type { Reader } from '../store/store.ts'
import type { Decoded, Progress } from './stages.ts'

/** Throws AccessDenied (or IAM's InvalidClientTokenId for sessions that may not call it). */
export async function permit(
  { call, operation }: Decoded,
  progress: Progress,
  { store, effects }: { readonly store: Reader; readonly effects: Effects },
): Promise<Authorized<unknown>> {
  checkSessionLimits(call.caller, progress.served?.service.signingName ?? '', operation.name)
  // The codec made the input from this operation's own model, so the table's `never` holds it.
  const asks = await operation.authorize(call as Call<never>, store, effects)
  progress.asks = asks
  return authorize(call, asks, { store, messages: effects.messages, nowMs: effects.clock.nowMs() })
}
