/** Requests in words. */
import type { PolicyType, Principal } from '../../types.ts'
import type { Core } from '../search/arrange.ts'

/** "s3:GetObject on arn:... for principal ... when key is value". */
export function describeRequest({ action, resource, principal, context }: Core, type: PolicyType): string {
  const who = type === 'resource' || type === 'trust' ? ` to ${describePrincipal(principal)}` : ''
  const what = type === 'trust' ? action : `${action} on ${resource}`
  const keys = [...context].map(
    ([key, { values }]) => `${key} is ${values.map((value) => JSON.stringify(value)).join(', ')}`,
  )
  return `${what}${who}${keys.length === 0 ? '' : ` when ${keys.join(' and ')}`}`
}

/** A caller by the name that policies use. */
export function describePrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'root':
      return `arn:${principal.partition}:iam::${principal.account}:root`
    case 'user':
    case 'federatedUser':
      return principal.arn
    case 'assumedRole':
      return principal.arn
    case 'service':
      return principal.service
    case 'federated':
      return `users of ${principal.provider}`
    case 'anonymous':
      return 'anonymous callers'
  }
}
