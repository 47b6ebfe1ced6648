/** Account resources that belong to a user: how operations find one by its id. */
import type { AccountResource, ResourceKind } from '../../domain/accountResources.ts'
import type { Reader } from '../../store/store.ts'
import { invalidInput, noSuchEntity } from './entityErrors.ts'

/** A resource by its id. `noun` stands in the sentence: `The Public Key with id ... cannot be found.` */
export interface OwnedResource<K extends ResourceKind> {
  readonly kind: K
  readonly id: string
  readonly noun: string
}

/** The resource, where it belongs to `owner` (a user, or root by the account's id). Throws NoSuchEntity, the same for an unknown one and for somebody else's. */
export async function requireOwned<K extends ResourceKind>(
  store: Reader,
  owner: { readonly id: string },
  { kind, id, noun }: OwnedResource<K>,
): Promise<AccountResource<K>> {
  const found = await store.resources.byId(kind, id)
  if (found === undefined || found.ownerId !== owner.id)
    throw noSuchEntity(`The ${noun} with id ${id} cannot be found.`)
  return found
}

/** A status that a caller may set. Throws InvalidInput for `Expired`, which the model has and time alone can set. */
export function settableStatus(status: 'Active' | 'Inactive' | 'Expired'): 'Active' | 'Inactive' {
  if (status === 'Expired') throw invalidInput('The status can be set to Active or Inactive only.')
  return status
}
