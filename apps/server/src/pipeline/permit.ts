/** The authorization stage: the limits of the credential's kind, the operation's own asks, then those of the region. */
import type { Authorized } from '../authz/authorized.ts'
import { authorize } from '../authz/authorize.ts'
import { checkRegion } from '../authz/regionLimits.ts'
import { checkSessionLimits } from '../authz/sessionLimits.ts'
import type { Call } from '../authz/authorized.ts'
import type { Effects } from '../services/operation.ts'
import type { Reader } from '../store/store.ts'
import type { Decoded, Progress } from './stages.ts'

/** Throws AccessDenied (or IAM's InvalidClientTokenId for sessions that may not call it), RegionDisabledException. */
export async function permit(
  { call, operation }: Decoded,
  progress: Progress,
  { store, effects }: { readonly store: Reader; readonly effects: Effects },
): Promise<Authorized<unknown>> {
  const signingName = progress.served?.service.signingName ?? ''
  checkSessionLimits(call.caller, signingName, operation.name)
  // The codec made the input from this operation's own model, so the table's `never` holds it.
  const asks = await operation.authorize(call as Call<never>, store, effects)
  progress.asks = asks
  const authorized = await authorize(call, asks, { store, messages: effects.messages, nowMs: effects.clock.nowMs() })
  // After the policies: whoever may not assume a role learns nothing about its account's regions.
  await checkRegion(call, { signingName, operation: operation.name }, { store, regions: effects.regions })
  return authorized
}
