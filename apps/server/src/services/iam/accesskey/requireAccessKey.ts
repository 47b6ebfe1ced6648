/** The access key that a call names. */
import type { AccessKey } from '../../../domain/entities.ts'
import type { Reader } from '../../../store/store.ts'
import { noSuchEntity } from '../entityErrors.ts'
import type { Owner } from '../user/owner.ts'

/** The owner's key of that id. Throws NoSuchEntity, the same for an unknown key and for somebody else's. */
export async function requireAccessKey(store: Reader, owner: Owner, id: string): Promise<AccessKey> {
  const key = await store.accessKeys.byId(id)
  if (key === undefined || key.userId !== owner.id) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`)
  return key
}
