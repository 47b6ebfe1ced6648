/** AWS's vocabulary for policies, statements and principals, as sentences use it. */
import type { DecidingStatement, Layer, Principal } from '../types.ts'

/** What a policy of each layer is called. */
export const POLICY_NAMES: Readonly<Record<Layer, string>> = {
  rcp: 'resource control policy',
  scp: 'service control policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
}

/** `the identity-based policy inline:own`, `the role trust policy of arn:...`. */
export function policyText({ layer, policyId }: Pick<DecidingStatement, 'layer' | 'policyId'>): string {
  return layer === 'trust' ? `the role trust policy of ${policyId}` : `the ${POLICY_NAMES[layer]} ${policyId}`
}

/** `statement "Sid"`, or its number from 1 where it has none. */
export function statementText({ sid, index }: Pick<DecidingStatement, 'sid' | 'index'>): string {
  return sid === undefined || sid === '' ? `statement ${(index ?? 0) + 1}` : `statement ${JSON.stringify(sid)}`
}

/** How a Principal element names somebody. */
export interface PrincipalName {
  readonly type: 'AWS' | 'Service' | 'Federated'
  readonly value: string
}

/** What a resource's policy has to name for the caller to be reached; for sessions the role first, then the session. */
export function namesOf(principal: Principal): readonly PrincipalName[] {
  switch (principal.kind) {
    case 'root':
      return [{ type: 'AWS', value: `arn:${principal.partition}:iam::${principal.account}:root` }]
    case 'assumedRole':
      return [
        { type: 'AWS', value: principal.roleArn },
        { type: 'AWS', value: principal.arn },
      ]
    case 'user':
    case 'federatedUser':
      return [{ type: 'AWS', value: principal.arn }]
    case 'service':
      return [{ type: 'Service', value: principal.service }]
    case 'federated':
      return [{ type: 'Federated', value: principal.provider }]
    case 'anonymous':
      return [{ type: 'AWS', value: '*' }]
  }
}
