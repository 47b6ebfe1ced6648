/** AssumeRole: a signed caller trades its identity for a role's, within both sides' policies. */
import type { Authorized } from '../../authz/authorized.ts'
import { assumedRoleArn } from '../../domain/arn.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Role } from '../../domain/entities.ts'
import { accessDenied, invalidParameter, validationError } from '../../domain/errors.ts'
import { sessionLimit } from '../../domain/guardrails/guardrails.ts'
import type { GuardrailsInForce } from '../../domain/guardrails/guardrails.ts'
import { roleSessionLifetime, sessionEnd } from '../../domain/sessionLifetime.ts'
import { inheritedTags, sessionTags } from '../../domain/sessionTags.ts'
import type { SessionClaims, SessionTag } from '../../domain/session.ts'
import type { AssumeRoleRequest, AssumeRoleResponse } from '../../protocol/types/sts.generated.ts'
import { guardrailsInForce } from '../../store/guardrails.ts'
import type { Reader } from '../../store/store.ts'
import { readOperation } from '../operation.ts'
import { assumeRoleAsks, carriedSourceIdentity } from './assumeRoleAsks.ts'
import { wireCredentials, wirePackedSize } from './credentials.ts'
import { requireSourceIdentity, tooLong } from './guardrails.ts'
import { mfaProved } from './mfaCheck.ts'
import { roleByArn } from './roleByArn.ts'
import { sessionPolicies } from './sessionPolicies.ts'
import { tokenScope } from './tokenScope.ts'

const handedOn = ({ credential }: Caller): readonly SessionTag[] =>
  credential.type === 'session' ? inheritedTags(credential.session.tags) : []

function tagsOf(input: AssumeRoleRequest, caller: Caller): readonly SessionTag[] {
  const tags = (input.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))
  return sessionTags({ tags, transitiveKeys: input.TransitiveTagKeys ?? [] }, handedOn(caller))
}

/** A source identity, once set, stays for the whole chain. */
function sourceIdentityOf(input: AssumeRoleRequest, caller: Caller): string | undefined {
  const carried = carriedSourceIdentity(caller)
  const asked = input.SourceIdentity
  if (asked?.toLowerCase().startsWith('aws:') === true) throw validationError('SourceIdentity must not begin with aws:')
  if (carried !== undefined && asked !== undefined && asked !== carried) {
    throw accessDenied(
      'The source identity of a session cannot be changed by role chaining.',
      'source identity changed',
    )
  }
  return asked ?? carried
}

function refuseProvidedContexts(input: AssumeRoleRequest): void {
  if ((input.ProvidedContexts ?? []).length === 0) return
  throw invalidParameter(
    'ProvidedContexts is not supported: there is no context provider. Pass Tags or SourceIdentity instead.',
  )
}

function lifetimeSeconds(
  { DurationSeconds }: AssumeRoleRequest,
  { role, caller }: { readonly role: Role; readonly caller: Caller },
  guardrails: GuardrailsInForce,
): number {
  const chained = caller.credential.type === 'session'
  const guardrail = sessionLimit(guardrails, chained ? ['any', 'role', 'chainedRole'] : ['any', 'role'])
  const lifetime = roleSessionLifetime(DurationSeconds, role, { chained, guardrail })
  if (lifetime.ok) return lifetime.seconds
  if (lifetime.rule === 'guardrail') throw tooLong(lifetime.guardrail, role.accountId)
  throw validationError(
    lifetime.rule === 'role-maximum'
      ? 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
      : 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  )
}

/** Where the session comes from: the key at the start of its chain, and the session before it. */
function descent({ credential }: Caller): Pick<SessionClaims, 'sourceAccessKeyId' | 'chainDepth' | 'parentSessionId'> {
  if (credential.type === 'longTerm') return { sourceAccessKeyId: credential.accessKeyId, chainDepth: 0 }
  const { chainDepth, id, sourceAccessKeyId } = credential.session
  return { sourceAccessKeyId, chainDepth: chainDepth + 1, parentSessionId: id }
}

/** The role as it was when its trust policy let the caller in; another under the same name may trust others. */
async function trustedRole({ input, asks }: Authorized<AssumeRoleRequest>, store: Reader): Promise<Role | undefined> {
  const { role } = await roleByArn(input.RoleArn, store)
  const [asked] = asks === 'exempt' ? [] : asks
  return role !== undefined && role.trustPolicy === asked?.trust?.policy ? role : undefined
}

/**
 * Source: STS API reference, AssumeRole. Throws AccessDenied (trust, permissions, MFA, guardrails), ValidationError (ARN,
 * duration, PolicyArns), InvalidParameterValue (tags, ProvidedContexts), MalformedPolicyDocument, PackedPolicyTooLarge.
 */
export const assumeRole = readOperation<AssumeRoleRequest, AssumeRoleResponse>({
  name: 'AssumeRole',
  async authorize({ input, caller }, store, effects) {
    refuseProvidedContexts(input)
    const named = await roleByArn(input.RoleArn, store)
    const tags = tagsOf(input, caller)
    const sourceIdentity = sourceIdentityOf(input, caller)
    const mfa = await mfaProved({ ...input, caller }, store, effects)
    const facts = { named, tags, inherited: handedOn(caller), mfa }
    return assumeRoleAsks(input, sourceIdentity === undefined ? facts : { ...facts, sourceIdentity })
  },

  async run(call, store, { clock, tokens }) {
    const { input, caller } = call
    const role = await trustedRole(call, store)
    if (role === undefined)
      throw accessDenied(
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      )
    const policies = await sessionPolicies(input, role.accountId, store)
    const sourceIdentity = sourceIdentityOf(input, caller)
    const guardrails = await guardrailsInForce(role.accountId, store)
    requireSourceIdentity(sourceIdentity, guardrails, role.accountId)
    const issuedAtMs = clock.nowMs()
    const issued = await tokens.seal({
      kind: 'assumedRole',
      issuedAtMs,
      expiresAtMs: sessionEnd(issuedAtMs, lifetimeSeconds(input, { role, caller }, guardrails)),
      accountId: role.accountId,
      principalId: role.id,
      sessionName: input.RoleSessionName,
      tags: tagsOf(input, caller),
      regionScope: await tokenScope(call, role.accountId, store),
      ...descent(caller),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      ...(policies === undefined ? {} : { policies }),
    })
    return {
      Credentials: wireCredentials(issued),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
        Arn: assumedRoleArn(role.accountId, role.name, input.RoleSessionName),
      },
      ...wirePackedSize(issued),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    }
  },
})
