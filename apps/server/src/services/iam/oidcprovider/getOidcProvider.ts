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
import { toWire } from '../tags.ts'
import { oidcProviderKind } from './providerRecord.ts'

/** One provider. Its `Url` is shown without `https://`, as AWS shows it. Throws NoSuchEntity, InvalidInput. */
export const getOidcProvider = readOperation<GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse>({
  name: 'GetOpenIDConnectProvider',

  async authorize({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(oidcProviderKind, { action: 'iam:GetOpenIDConnectProvider', accountId, named }, store)]
  },

  async run({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    const { name, createdAtMs, tags, facts } = await requireResource(oidcProviderKind, store, { accountId, named })
    return {
      Url: name,
      ClientIDList: facts.clientIds,
      ThumbprintList: facts.thumbprints,
      CreateDate: createdAtMs,
      ...(tags.length === 0 ? {} : { Tags: toWire(tags) }),
    }
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
