/** The role a request names. */
import type { Caller } from '../../../domain/caller.ts'
import type { Role } from '../../../domain/entities.ts'
import { isServiceLinked } from '../../../domain/serviceLinkedRoles.ts'
import type { Reader } from '../../../store/store.ts'
import { noSuch, unmodifiable } from '../entityErrors.ts'

/** The role of the caller's account with that name. Throws NoSuchEntity. */
export async function requireRole(store: Reader, { accountId }: Caller, name: string): Promise<Role> {
  const role = await store.roles.byName(accountId, name)
  if (role === undefined) throw noSuch('role', name)
  return role
}

/** As requireRole, for a change. Throws UnmodifiableEntity for a role that is linked to a service. */
export async function requireModifiableRole(store: Reader, caller: Caller, name: string): Promise<Role> {
  const role = await requireRole(store, caller, name)
  if (isServiceLinked(role.path)) throw unmodifiable(role.name)
  return role
}
