/** Whose keys and devices a call is about: the user it names, or the caller where it names none. */
import type { Ask } from '../../../authz/ask.ts'
import { rootArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { User } from '../../../domain/entities.ts'
import { validationError } from '../../../domain/errors.ts'
import type { Reader } from '../../../store/store.ts'
import { ask } from '../askEntity.ts'
import { noSuch } from '../entityErrors.ts'
import { askAboutUser } from './userRecord.ts'

/** A user, or an account's root user. `id` is the user's unique id, for root the account id. */
export interface Owner {
  readonly id: string
  /** Absent for root. */
  readonly user?: User
}

/** The part of a call that says whom it is about. */
export interface AboutOwner {
  readonly input: { readonly UserName?: string }
  readonly caller: Caller
}

/** `UserName` of an answer about the owner's things; the root user has none. */
export const ownerName = ({ user }: Owner): { readonly UserName?: string } =>
  user === undefined ? {} : { UserName: user.name }

/**
 * Asks for `action` on the owner. Throws ValidationError where nobody is named and the caller is neither a user nor root.
 * Source: IAM API reference, "If you do not specify a user name, IAM determines the user name implicitly".
 */
export async function askOwner(action: string, about: AboutOwner, store: Reader): Promise<readonly Ask[]> {
  const { accountId } = about.caller
  const name = targetName(about)
  if (name === undefined) return ask(action, rootArn(accountId))
  return askAboutUser(action, (await findUser(about, store)) ?? { accountId, name })
}

/** The owner. Throws NoSuchEntity for a user that does not exist, ValidationError as `askOwner` does. */
export async function requireOwner(about: AboutOwner, store: Reader): Promise<Owner> {
  const name = targetName(about)
  if (name === undefined) return { id: about.caller.accountId }
  const user = await findUser(about, store)
  if (user === undefined) throw noSuch('user', name)
  return { id: user.id, user }
}

/** The name of the user a call is about; undefined for root. */
function targetName({ input, caller }: AboutOwner): string | undefined {
  if (input.UserName !== undefined) return input.UserName
  if (caller.kind === 'root') return undefined
  if (caller.kind === 'user') return caller.userName
  throw validationError('Must specify userName when calling with non-User credentials')
}

/** A caller's own user is found by unique id: one that took the name after a rename is not meant. */
const findUser = ({ input, caller }: AboutOwner, store: Reader): Promise<User | undefined> =>
  input.UserName === undefined ? store.users.byId(caller.userId) : store.users.byName(caller.accountId, input.UserName)
