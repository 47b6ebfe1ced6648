/** The operations on SAML providers. */
import type { Operation } from '../../operation.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { createSamlProvider } from './createSamlProvider.ts'
import { deleteSamlProvider } from './deleteSamlProvider.ts'
import { getSamlProvider, listSamlProviders } from './getSamlProvider.ts'
import { samlProviderKind } from './providerRecord.ts'
import { updateSamlProvider } from './updateSamlProvider.ts'

/** Every operation on SAML providers. */
export const samlProviderOperations: readonly Operation[] = [
  createSamlProvider,
  getSamlProvider,
  listSamlProviders,
  updateSamlProvider,
  deleteSamlProvider,
  tagOperation(samlProviderKind),
  untagOperation(samlProviderKind),
  listTagsOperation(samlProviderKind),
]
