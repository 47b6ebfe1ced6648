/** One ask decided: the policies, the keys and the engine's verdict. */
import { decide as verdictOn } from '@brevet/policy'
import type {
  AuthorizationRequest,
  Context,
  Decision,
  PolicyDocument,
  PolicySource,
  Principal,
  Verdict,
} from '@brevet/policy'
import { PARTITION } from '../domain/arn.ts'
import type { Caller } from '../domain/caller.ts'
import type { Ask, Trust } from './ask.ts'
import { readStored } from './documents.ts'
import type { CallerPolicies } from './gather.ts'

/** An ask as the engine knows it, and its answer. */
export interface Answered {
  readonly request: AuthorizationRequest
  readonly verdict: Verdict
}

/** An ask, what was decided and why. Reasons are worked out for refusals only. */
export interface Decided {
  readonly request: AuthorizationRequest
  readonly decision: Decision
  /** Whether a caller from another account is told that the resource's own policy refused. */
  readonly discloseResource?: boolean
}

/** Trusts nobody: stands for the trust policy of a role that does not exist. */
export const NOBODY: PolicyDocument = Object.freeze({ type: 'trust', version: '2012-10-17', statements: [] })

const trustSource = (trust: Trust, roleArn: string): PolicySource => ({
  id: roleArn,
  document: trust.policy === undefined ? NOBODY : readStored(trust.policy, 'trust'),
})

/** The policy of the ask's resource, where it has one. */
function resourcePolicyOf({
  trust,
  resourcePolicy,
  resource,
}: Ask): Pick<AuthorizationRequest['policies'], 'resource'> {
  if (trust !== undefined) return { resource: { kind: 'trust', source: trustSource(trust, resource) } }
  if (resourcePolicy === undefined) return {}
  return { resource: { kind: 'resource', source: { id: resource, document: readStored(resourcePolicy, 'resource') } } }
}

/** The caller as the policy engine knows principals. */
export function principalOf(caller: Caller): Principal {
  const account = caller.accountId
  switch (caller.kind) {
    case 'root':
      return { kind: 'root', account, partition: PARTITION }
    case 'user':
      return { kind: 'user', account, arn: caller.arn, id: caller.userId, name: caller.userName }
    case 'assumedRole': {
      const { arn, roleArn, roleId, roleName, sessionName } = caller
      return { kind: 'assumedRole', account, arn, roleArn, roleId, roleName, sessionName }
    }
    case 'federatedUser':
      return { kind: 'federatedUser', account, arn: caller.arn, name: caller.name, issuer: caller.issuer }
  }
}

/** Decides one ask. Pure but for the caches of parsed documents and compiled policies. */
export function decide(caller: Caller, ask: Ask, given: { policies: CallerPolicies; context: Context }): Answered {
  const request: AuthorizationRequest = {
    action: ask.action,
    resource: ask.resource,
    resourceAccount: ask.resourceAccount ?? caller.accountId,
    principal: principalOf(caller),
    context: given.context,
    policies: {
      ...given.policies,
      ...resourcePolicyOf(ask),
    },
  }
  return { request, verdict: verdictOn(request) }
}
