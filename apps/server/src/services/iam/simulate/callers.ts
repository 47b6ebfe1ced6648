/** Principals of simulations that are known by an ARN, or not at all. */
import type { ContextValue, Principal } from '@brevet/policy'
import type { CallerUser } from './requestRules.ts'
import type { Keys } from './simulation.ts'

/** Somebody in the account whom no policy names. */
export const nobody = (account: string): Principal => ({ kind: 'user', account, arn: '', id: '', name: '' })

/** The user of a CallerArn; `id` where the account knows it, for trust policies are kept with unique ids. */
export const userByArn = ({ arn, accountId, name }: CallerUser, id = ''): Principal => ({
  kind: 'user',
  account: accountId,
  arn,
  id,
  name,
})

/** What the ARN alone tells. Tags and the unique id are the user's own affair: the request is not about that user. */
export function callerKeys({ arn, accountId, name }: CallerUser): Keys {
  const one = (value: string): ContextValue => ({ values: [value], multi: false })
  return new Map([
    ['aws:principalarn', one(arn)],
    ['aws:principalaccount', one(accountId)],
    ['aws:principaltype', one('User')],
    ['aws:username', one(name)],
  ])
}
