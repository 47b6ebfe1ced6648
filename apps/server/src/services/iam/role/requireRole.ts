/** The role a request names. */
import type { Caller } from '../../../domain/caller.ts'
import type { Role } from '../../../domain/entities.ts'
import type { Reader } from '../../../store/store.ts'
import { noSuch } from '../entityErrors.ts'

/** The role of the caller's account with that name. Throws NoSuchEntity. */
export async function requireRole(store: Reader, { accountId }: Caller, name: string): Promise<Role> {
  const role = await store.roles.byName(accountId, name)
  if (role === undefined) throw noSuch('role', name)
  return role
}
