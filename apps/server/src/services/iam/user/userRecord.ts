/** A user as IAM's answers show it, and how operations find and ask about one. */
import type { Ask, ContextEntry } from '../../../authz/ask.ts'
import type { AccountResource } from '../../../domain/accountResources.ts'
import { userArn } from '../../../domain/arn.ts'
import type { Bare, User } from '../../../domain/entities.ts'
import type { User as WireUser } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { ask, resourceTagKeys } from '../askEntity.ts'
import { attachedBoundary } from '../boundary/attachedBoundary.ts'
import { noSuch } from '../entityErrors.ts'
import { toWire } from '../tags.ts'

/** The members that lists show. Source: IAM API reference, ListUsers: lists leave out tags and the boundary. */
export const listedUser = (user: Bare<User>): WireUser => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: userArn(user),
  CreateDate: user.createdAtMs,
})

/** Everything an answer about one user shows: what lists show, its permissions boundary and its tags. */
export const wireUser = (user: User): WireUser => ({
  ...listedUser(user),
  ...attachedBoundary(user.boundaryArn),
  ...(user.tags.length === 0 ? {} : { Tags: toWire(user.tags) }),
})

/** `PasswordLastUsed`: when the user last signed in with its password. Nothing where it never did, or has none any more. */
export const passwordLastUsed = (
  profile: AccountResource<'loginProfile'> | undefined,
): Pick<WireUser, 'PasswordLastUsed'> =>
  profile?.facts.lastUsedAtMs === undefined ? {} : { PasswordLastUsed: profile.facts.lastUsedAtMs }

/** The user called `name`, ignoring case. Throws NoSuchEntity. */
export async function requireUser(store: Reader, accountId: string, name: string): Promise<User> {
  const user = await store.users.byName(accountId, name)
  if (user === undefined) throw noSuch('user', name)
  return user
}

/** The name of a user in an account, whether or not there is one. */
export interface NamedUser {
  readonly accountId: string
  readonly name: string
}

/**
 * Asks for `action` on `user`: its own ARN (real name and path, whatever the case of the request's spelling) and tags. For
 * a user that does not exist: the ARN the name would have. `context` adds the keys that the request supplies.
 */
export function askAboutUser(
  action: string,
  user: User | NamedUser,
  context: readonly ContextEntry[] = [],
): readonly Ask[] {
  if (!('path' in user)) return ask(action, userArn({ ...user, path: '/' }), context)
  return ask(action, userArn(user), [...resourceTagKeys(user.tags), ...context])
}

/** `askAboutUser` for the user of that name, ignoring case. */
export async function askUser(
  action: string,
  { user, context }: { readonly user: NamedUser; readonly context?: readonly ContextEntry[] },
  store: Reader,
): Promise<readonly Ask[]> {
  return askAboutUser(action, (await store.users.byName(user.accountId, user.name)) ?? user, context)
}
