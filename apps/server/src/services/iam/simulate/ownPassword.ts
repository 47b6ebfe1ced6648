/** AllowUsersToChangePassword in simulations: it lets users change their own passwords, whatever their policies leave out. */
import { userArn } from '../../../domain/arn.ts'
import type { Reader } from '../../../store/store.ts'
import { ownPasswordPolicy } from '../loginProfile/changePassword.ts'
import { inputPolicy } from './inputPolicies.ts'
import type { Source } from './policySource.ts'
import type { SimulatedPolicy } from './simulation.ts'

/** What the account's password policy lets a user do about its own password. */
export interface OwnPassword {
  readonly userArn: string
  readonly policy: SimulatedPolicy
}

/** Undefined for groups and roles, and where the password policy says nothing of the kind. */
export async function ownPassword(source: Source, store: Reader): Promise<OwnPassword | undefined> {
  if (source.kind !== 'user') return undefined
  const text = await ownPasswordPolicy(source.entity, store)
  if (text === undefined) return undefined
  return { userArn: userArn(source.entity), policy: inputPolicy(text, 'AllowUsersToChangePassword', 'resource') }
}

/** ChangePassword has no other resource than the caller: that is what `*` stands for too. */
export const isOwnPassword = (action: string, resource: string, own: OwnPassword): boolean =>
  action.toLowerCase() === 'iam:changepassword' && (resource === '*' || resource === own.userArn)
