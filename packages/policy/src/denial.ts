/** AWS's sentence for a denial (rule 1.6). */
import type { AuthorizationRequest, Decision, Layer, Principal } from './types.ts'

/** `disclosePolicy`: append the policy's ARN. Only for callers of the same account or organization. */
export interface DenialOptions {
  readonly disclosePolicy?: boolean
  /** Say also that the own policy of a resource of another account refuses, where callers know that it has one. */
  readonly discloseResource?: boolean
}

const KINDS: Readonly<Record<Layer, readonly [implicit: string, explicit: string]>> = {
  identity: ['identity-based policy', 'an identity-based policy'],
  resource: ['resource-based policy', 'a resource-based policy'],
  trust: ['role trust policy', 'the role trust policy'],
  boundary: ['permissions boundary', 'a permissions boundary'],
  session: ['session policy', 'a session policy'],
  scp: ['service control policy', 'a service control policy'],
  rcp: ['resource control policy', 'a resource control policy'],
}

/** Layers whose policies belong to the account of the resource: a caller from elsewhere is told nothing of them. */
const RESOURCE_SIDE: ReadonlySet<Layer> = new Set<Layer>(['rcp', 'resource', 'trust'])

/**
 * `User: <arn> is not authorized to perform: <action> on resource: <resource> because no identity-based policy allows the
 * <action> action`, or `... with an explicit deny in a service control policy`, and so on. One reason only, and none
 * where it would speak of another account's policies. For a denied `decision` on `request`.
 */
export function describeDenial(request: AuthorizationRequest, decision: Decision, options: DenialOptions = {}): string {
  const { principal, action, resource, resourceAccount } = request
  const sentence = `User: ${callerName(principal)} is not authorized to perform: ${action} on resource: ${resource}`
  const { layer, outcome } = decision
  const foreign = 'account' in principal && principal.account !== resourceAccount
  const told = options.discloseResource === true && layer === 'resource'
  if (layer === undefined || (foreign && RESOURCE_SIDE.has(layer) && !told)) return sentence
  const [implicit, explicit] = KINDS[layer]
  if (outcome === 'implicitDeny') return `${sentence} because no ${implicit} allows the ${action} action`
  const policy = options.disclosePolicy === true ? decision.deciding[0]?.policyId : undefined
  const suffix = policy?.startsWith('arn:') === true ? `: ${policy}` : ''
  return `${sentence} with an explicit deny in ${explicit}${suffix}`
}

/** What AWS puts after `User:`; its ARN, or what stands for it. */
function callerName(principal: Principal): string {
  switch (principal.kind) {
    case 'root':
      return `arn:${principal.partition}:iam::${principal.account}:root`
    case 'service':
      return principal.service
    case 'federated':
      return principal.provider
    case 'anonymous':
      return 'anonymous'
    case 'user':
    case 'assumedRole':
    case 'federatedUser':
      return principal.arn
  }
}
