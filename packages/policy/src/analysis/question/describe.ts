/** Requests in words. */
import { findConditionKey } from '../../data/index.ts'
import type { PolicyDocument, Principal } from '../../types.ts'
import type { Core } from '../search/arrange.ts'

/** "s3:GetObject on arn:... to arn:... when aws:SourceIp is "203.0.113.7""; keys as `document` spells them. */
export function describeRequest({ action, resource, principal, context }: Core, document: PolicyDocument): string {
  const { type } = document
  const who = type === 'resource' || type === 'trust' ? ` to ${describePrincipal(principal)}` : ''
  const what = type === 'trust' ? action : `${action} on ${resource}`
  const keys = [...context].map(
    ([key, { values }]) => `${spellKey(key, document)} is ${values.map((value) => JSON.stringify(value)).join(', ')}`,
  )
  return `${what}${who}${keys.length === 0 ? '' : ` when ${keys.join(' and ')}`}`
}

/** A lower-case condition key as the policy spells it, or as AWS does. */
export function spellKey(key: string, { statements }: PolicyDocument): string {
  const written = statements.flatMap(({ conditions }) => conditions).find((one) => one.key.toLowerCase() === key)?.key
  if (written !== undefined) return written
  const fact = findConditionKey(key)
  return fact === undefined || fact.template ? key : fact.key
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
