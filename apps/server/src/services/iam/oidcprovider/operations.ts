/** The operations on OpenID Connect providers. */
import type { Operation } from '../../operation.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { createOidcProvider } from './createOidcProvider.ts'
import { deleteOidcProvider } from './deleteOidcProvider.ts'
import { getOidcProvider, listOidcProviders } from './getOidcProvider.ts'
import { oidcProviderKind } from './providerRecord.ts'
import { addClientId, removeClientId, updateThumbprints } from './updateOidcProvider.ts'

/** Every operation on OpenID Connect providers. */
export const oidcProviderOperations: readonly Operation[] = [
  createOidcProvider,
  getOidcProvider,
  listOidcProviders,
  deleteOidcProvider,
  addClientId,
  removeClientId,
  updateThumbprints,
  tagOperation(oidcProviderKind),
  untagOperation(oidcProviderKind),
  listTagsOperation(oidcProviderKind),
]
