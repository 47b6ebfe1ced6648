/** GetSessionToken: short-lived credentials for the caller itself, proved by MFA if asked, narrowed if asked. */
import { sessionEnd, userSessionLifetime } from '../../domain/sessionLifetime.ts'
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '../../protocol/types/sts.generated.ts'
import { readOperation } from '../operation.ts'
import { wireCredentials, wirePackedSize } from './credentials.ts'
import { mfaProved } from './mfaCheck.ts'
import { sessionPolicies } from './sessionPolicies.ts'

/**
 * Source: STS API reference, GetSessionToken; Policy and PolicyArns are Brevet's own (contract.md). Policies have no
 * effect on the call itself; the caller holds long-term keys (authz/sessionLimits.ts).
 * Throws AccessDenied (MFA), MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError (PolicyArns).
 */
export const getSessionToken = readOperation<GetSessionTokenRequest, GetSessionTokenResponse>({
  name: 'GetSessionToken',
  authorize: () => 'exempt',
  async run({ input, caller }, store, effects) {
    const policies = await sessionPolicies(input, caller.accountId, store)
    const mfa = await mfaProved({ ...input, caller }, store, effects)
    const nowMs = effects.clock.nowMs()
    const issued = await effects.tokens.seal({
      kind: 'sessionToken',
      issuedAtMs: nowMs,
      expiresAtMs: sessionEnd(nowMs, userSessionLifetime(input.DurationSeconds, caller.kind === 'root')),
      accountId: caller.accountId,
      principalId: caller.userId,
      sourceAccessKeyId: caller.credential.accessKeyId,
      tags: [],
      chainDepth: 0,
      regionScope: 'v2',
      ...(mfa ? { mfaAtMs: nowMs } : {}),
      ...(policies === undefined ? {} : { policies }),
    })
    return { Credentials: wireCredentials(issued), ...wirePackedSize(issued) }
  },
})
