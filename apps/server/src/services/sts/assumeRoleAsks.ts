/** What AssumeRole needs permission for: the call itself, and each thing it puts into the session. */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Role } from '../../domain/entities.ts'
import type { SessionTag } from '../../domain/session.ts'
import type { AssumeRoleRequest } from '../../protocol/types/sts.generated.ts'
import { requestTagContext } from './requestTags.ts'
import type { NamedRole } from './roleByArn.ts'

/** The parts of the request that asks depend on, worked out once. */
export interface AssumeRoleFacts {
  readonly named: NamedRole
  /** Requested and inherited. */
  readonly tags: readonly SessionTag[]
  readonly inherited: readonly SessionTag[]
  readonly sourceIdentity?: string
  /** True when the request proved an MFA code. */
  readonly mfa: boolean
}

/** A transitive tag of the calling session replaces the role's tag of the same key before trust is evaluated. */
function resourceTags(role: Role | undefined, inherited: readonly SessionTag[]): readonly ContextEntry[] {
  const merged = new Map((role?.tags ?? []).map(({ key, value }) => [key.toLowerCase(), { key, value }]))
  for (const { key, value } of inherited) merged.set(key.toLowerCase(), { key, value })
  return [...merged.values()].flatMap(({ key, value }) => [
    { key: `aws:ResourceTag/${key}`, value },
    { key: `iam:ResourceTag/${key}`, value },
  ])
}

const optional = (key: string, value: string | undefined): readonly ContextEntry[] =>
  value === undefined ? [] : [{ key, value }]

/** A code proved with this very call counts for its trust policy, whatever kind of credential signed. */
const mfaContext = (mfa: boolean): readonly ContextEntry[] =>
  mfa
    ? [
        { key: 'aws:MultiFactorAuthPresent', value: 'true' },
        { key: 'aws:MultiFactorAuthAge', value: '0' },
      ]
    : []

function contextOf(input: AssumeRoleRequest, facts: AssumeRoleFacts): readonly ContextEntry[] {
  return [
    ...optional('sts:ExternalId', input.ExternalId),
    ...optional('sts:RoleSessionName', input.RoleSessionName),
    ...optional('sts:SourceIdentity', facts.sourceIdentity),
    ...requestTagContext(facts.tags.filter((tag) => !facts.inherited.includes(tag))),
    ...resourceTags(facts.named.role, facts.inherited),
    ...mfaContext(facts.mfa),
  ]
}

/**
 * Every implied action is evaluated with the same context, and all must be allowed.
 * Source: IAM user guide, "Pass session tags", "Monitor and control actions taken with assumed roles" (source identity).
 */
export function assumeRoleAsks(input: AssumeRoleRequest, facts: AssumeRoleFacts): readonly Ask[] {
  const { named, sourceIdentity, tags } = facts
  const trust = named.role === undefined ? {} : { policy: named.role.trustPolicy }
  const context = contextOf(input, facts)
  const actions = [
    'sts:AssumeRole',
    ...(tags.length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  return actions.map((action) => ({
    action,
    resource: input.RoleArn,
    resourceAccount: named.accountId,
    context,
    trust,
  }))
}

/** The source identity the calling session carries, if any. */
export const carriedSourceIdentity = (caller: Caller): string | undefined =>
  caller.credential.type === 'session' ? caller.credential.session.sourceIdentity : undefined
