/** GetSessionToken: short-lived credentials for the caller itself, proved by MFA if asked, narrowed if asked. */
import { sessionEnd } from '../../domain/sessionLifetime.ts'
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '../../protocol/types/sts.generated.ts'
import { guardrailsInForce } from '../../store/guardrails.ts'
import { readOperation } from '../operation.ts'
import { wireCredentials, wirePackedSize } from './credentials.ts'
import { requireMfa, userSessionSeconds } from './guardrails.ts'
import { mfaProved } from './mfaCheck.ts'
import { sessionPolicies } from './sessionPolicies.ts'
import { tokenScope } from './tokenScope.ts'

/**
 * Source: STS API reference, GetSessionToken; Policy and PolicyArns are Brevet's own (contract.md). Policies have no
 * effect on the call itself; the caller holds long-term keys (authz/sessionLimits.ts).
 * Throws AccessDenied (MFA), MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError (PolicyArns, duration).
 */
export const getSessionToken = readOperation<GetSessionTokenRequest, GetSessionTokenResponse>({
  name: 'GetSessionToken',
  authorize: () => 'exempt',
  async run(call, store, effects) {
    const { input, caller } = call
    const policies = await sessionPolicies(input, caller.accountId, store)
    const guardrails = await guardrailsInForce(caller.accountId, store)
    // Before a code is used up.
    const seconds = userSessionSeconds(input.DurationSeconds, { caller, kind: 'user' }, guardrails)
    const mfa = await mfaProved({ ...input, caller }, store, effects)
    requireMfa(mfa, guardrails, caller.accountId)
    const nowMs = effects.clock.nowMs()
    const issued = await effects.tokens.seal({
      kind: 'sessionToken',
      issuedAtMs: nowMs,
      expiresAtMs: sessionEnd(nowMs, seconds),
      accountId: caller.accountId,
      principalId: caller.userId,
      sourceAccessKeyId: caller.credential.accessKeyId,
      tags: [],
      chainDepth: 0,
      regionScope: await tokenScope(call, caller.accountId, store),
      ...(mfa ? { mfaAtMs: nowMs } : {}),
      ...(policies === undefined ? {} : { policies }),
    })
    return { Credentials: wireCredentials(issued), ...wirePackedSize(issued) }
  },
})
