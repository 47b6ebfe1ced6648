/** GetSAMLProvider and ListSAMLProviders. Source: IAM API reference, the operations of those names. */
import { samlProviderArn } from '../../../domain/arn.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  GetSAMLProviderRequest,
  GetSAMLProviderResponse,
  ListSAMLProvidersRequest,
  ListSAMLProvidersResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { ask } from '../askEntity.ts'
import { toWire } from '../tags.ts'
import { type SamlProvider, samlProviderKind } from './providerRecord.ts'

/** One provider with its metadata as it was given; of its private keys their ids. Throws NoSuchEntity, InvalidInput. */
export const getSamlProvider = readOperation<GetSAMLProviderRequest, GetSAMLProviderResponse>({
  name: 'GetSAMLProvider',

  async authorize({ input: { SAMLProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(samlProviderKind, { action: 'iam:GetSAMLProvider', accountId, named }, store)]
  },

  async run({ input: { SAMLProviderArn: named }, caller: { accountId } }, store) {
    const provider = await requireResource(samlProviderKind, store, { accountId, named })
    const { createdAtMs, tags, facts } = provider
    return {
      SAMLProviderUUID: facts.uuid,
      SAMLMetadataDocument: await metadataOf(provider, store),
      CreateDate: createdAtMs,
      ValidUntil: facts.validUntilMs,
      ...(tags.length === 0 ? {} : { Tags: toWire(tags) }),
      ...(facts.encryptionMode === undefined ? {} : { AssertionEncryptionMode: facts.encryptionMode }),
      ...(facts.keys.length === 0
        ? {}
        : { PrivateKeyList: facts.keys.map(({ id, addedAtMs }) => ({ KeyId: id, Timestamp: addedAtMs })) }),
    }
  },
})

async function metadataOf({ id }: SamlProvider, store: Reader): Promise<string> {
  const metadata = await store.resources.byId('samlMetadata', id)
  if (metadata === undefined) throw new Error(`${id} has no metadata`)
  return metadata.facts.document
}

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
