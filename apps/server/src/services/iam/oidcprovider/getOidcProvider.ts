/** GetOpenIDConnectProvider and ListOpenIDConnectProviders. Source: IAM API reference, the operations of those names. */
import { oidcProviderArn } from '../../../domain/arn.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
  ListOpenIDConnectProvidersRequest,
  ListOpenIDConnectProvidersResponse,
} from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { ask } from '../askEntity.ts'
import { oidcProviderKind, wireProvider } from './providerRecord.ts'

/** One provider. Its `Url` is shown without `https://`, as AWS shows it. Throws NoSuchEntity, InvalidInput. */
export const getOidcProvider = readOperation<GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse>({
  name: 'GetOpenIDConnectProvider',

  async authorize({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(oidcProviderKind, { action: 'iam:GetOpenIDConnectProvider', accountId, named }, store)]
  },

  async run({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    return wireProvider(await requireResource(oidcProviderKind, store, { accountId, named }))
  },
})

/** The ARNs of all the account's providers: the operation has no pages. */
export const listOidcProviders = readOperation<ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse>({
  name: 'ListOpenIDConnectProviders',

  authorize: ({ caller: { accountId } }) => ask('iam:ListOpenIDConnectProviders', oidcProviderArn(accountId, '*')),

  async run({ caller: { accountId } }, store) {
    const all = await store.resources.list('oidcProvider', accountId, {
      limit: QUOTAS.OpenIdConnectProvidersPerAccount,
    })
    return { OpenIDConnectProviderList: all.items.map(({ id }) => ({ Arn: id })) }
  },
})
