/** GetSAMLProvider and ListSAMLProviders. Source: IAM API reference, the operations of those names. */
import { samlProviderArn } from '../../../domain/arn.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  GetSAMLProviderRequest,
  GetSAMLProviderResponse,
  ListSAMLProvidersRequest,
  ListSAMLProvidersResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { ask } from '../askEntity.ts'
import { samlProviderKind, wireProvider } from './providerRecord.ts'

/** One provider with its metadata as it was given; of its private keys their ids. Throws NoSuchEntity, InvalidInput. */
export const getSamlProvider = readOperation<GetSAMLProviderRequest, GetSAMLProviderResponse>({
  name: 'GetSAMLProvider',

  async authorize({ input: { SAMLProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(samlProviderKind, { action: 'iam:GetSAMLProvider', accountId, named }, store)]
  },

  async run({ input: { SAMLProviderArn: named }, caller: { accountId } }, store) {
    return wireProvider(await requireResource(samlProviderKind, store, { accountId, named }), store)
  },
})

/** All the account's providers: the operation has no pages. */
export const listSamlProviders = readOperation<ListSAMLProvidersRequest, ListSAMLProvidersResponse>({
  name: 'ListSAMLProviders',

  authorize: ({ caller: { accountId } }) => ask('iam:ListSAMLProviders', samlProviderArn(accountId, '*')),

  async run({ caller: { accountId } }, store) {
    const all = await store.resources.list('samlProvider', accountId, { limit: QUOTAS.SamlProvidersPerAccount })
    return {
      SAMLProviderList: all.items.map(({ id, createdAtMs, facts }) => ({
        Arn: id,
        ValidUntil: facts.validUntilMs,
        CreateDate: createdAtMs,
      })),
    }
  },
})
