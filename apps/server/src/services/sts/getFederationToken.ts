/** GetFederationToken: short-lived credentials for somebody the caller vouches for, never more than the caller and a session policy both allow. */
import type { ContextEntry } from '../../authz/ask.ts'
import { federatedUserArn } from '../../domain/arn.ts'
import { sessionEnd } from '../../domain/sessionLifetime.ts'
import { sessionTags } from '../../domain/sessionTags.ts'
import type { SessionTag } from '../../domain/session.ts'
import type { GetFederationTokenRequest, GetFederationTokenResponse } from '../../protocol/types/sts.generated.ts'
import { guardrailsInForce } from '../../store/guardrails.ts'
import { readOperation } from '../operation.ts'
import { wireCredentials } from './credentials.ts'
import { userSessionSeconds } from './guardrails.ts'
import { requestTagContext } from './requestTags.ts'
import { sessionPolicies } from './sessionPolicies.ts'
import { tokenScope } from './tokenScope.ts'

const tagsOf = ({ Tags }: GetFederationTokenRequest): readonly SessionTag[] =>
  sessionTags({ tags: (Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value })), transitiveKeys: [] }, [])

/**
 * Source: STS API reference, GetFederationToken. Without a session policy the session may do nothing that a
 * resource policy does not grant it by name. The caller holds long-term keys (authz/sessionLimits.ts).
 * Throws InvalidParameterValue (tags), MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError (PolicyArns,
 * duration).
 */
export const getFederationToken = readOperation<GetFederationTokenRequest, GetFederationTokenResponse>({
  name: 'GetFederationToken',
  authorize({ input, caller }) {
    const resource = federatedUserArn(caller.accountId, input.Name)
    const context: readonly ContextEntry[] = requestTagContext(tagsOf(input))
    const asks = [{ action: 'sts:GetFederationToken', resource, context }]
    return context.length === 0 ? asks : [...asks, { action: 'sts:TagSession', resource, context }]
  },
  async run(call, store, { clock, tokens }) {
    const { input, caller } = call
    const policies = await sessionPolicies(input, caller.accountId, store)
    const guardrails = await guardrailsInForce(caller.accountId, store)
    const seconds = userSessionSeconds(input.DurationSeconds, { caller, kind: 'federated' }, guardrails)
    const nowMs = clock.nowMs()
    const issued = await tokens.seal({
      kind: 'federationToken',
      issuedAtMs: nowMs,
      expiresAtMs: sessionEnd(nowMs, seconds),
      accountId: caller.accountId,
      principalId: caller.userId,
      sourceAccessKeyId: caller.credential.accessKeyId,
      sessionName: input.Name,
      tags: tagsOf(input),
      chainDepth: 0,
      regionScope: await tokenScope(call, caller.accountId, store),
      ...(policies === undefined ? {} : { policies }),
    })
    return {
      Credentials: wireCredentials(issued),
      FederatedUser: {
        Arn: federatedUserArn(caller.accountId, input.Name),
        FederatedUserId: `${caller.accountId}:${input.Name}`,
      },
      // AWS answers 0 where nothing was passed; AssumeRole leaves it out then.
      PackedPolicySize: issued.packedPolicySize ?? 0,
    }
  },
})
