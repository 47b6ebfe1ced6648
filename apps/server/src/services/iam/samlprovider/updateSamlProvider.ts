/** UpdateSAMLProvider. Source: IAM API reference, UpdateSAMLProvider. */
import type { SamlProviderFacts } from '../../../domain/facts/providerFacts.ts'
import type { UpdateSAMLProviderRequest, UpdateSAMLProviderResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { changedKeys, randomId } from './privateKeys.ts'
import { checkedMetadata, checkEncryption, samlProviderKind, validUntil } from './providerRecord.ts'

/**
 * Changes what is given of a provider: metadata, encryption mode, private keys (one is added, one removed). Throws
 * NoSuchEntity, InvalidInput, LimitExceeded.
 */
export const updateSamlProvider = writeOperation<UpdateSAMLProviderRequest, UpdateSAMLProviderResponse>({
  name: 'UpdateSAMLProvider',

  async authorize({ input: { SAMLProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(samlProviderKind, { action: 'iam:UpdateSAMLProvider', accountId, named }, store)]
  },

  async run({ input, caller: { accountId } }, store, { clock, random }) {
    const nowMs = clock.nowMs()
    const { id, facts, secret } = await requireResource(samlProviderKind, store, {
      accountId,
      named: input.SAMLProviderArn,
    })
    const keys = changedKeys(
      { shown: facts.keys, ...(secret === undefined ? {} : { secret }) },
      { nowMs, newId: randomId(random), ...keyChange(input) },
    )
    const changed = { ...changedFacts(facts, input, nowMs), keys: keys.shown }
    checkEncryption(changed)
    await store.write.resources.update('samlProvider', id, {
      facts: changed,
      ...(keys.secret === undefined ? {} : { secret: keys.secret }),
    })
    const { SAMLMetadataDocument: document } = input
    if (document !== undefined) await store.write.resources.update('samlMetadata', id, { facts: { document } })
    return { SAMLProviderArn: id }
  },
})

const keyChange = ({ AddPrivateKey: add, RemovePrivateKey: remove }: UpdateSAMLProviderRequest) => ({
  ...(add === undefined ? {} : { add }),
  ...(remove === undefined ? {} : { remove }),
})

function changedFacts(
  facts: SamlProviderFacts,
  { SAMLMetadataDocument: document, AssertionEncryptionMode: mode }: UpdateSAMLProviderRequest,
  nowMs: number,
): SamlProviderFacts {
  return {
    ...facts,
    ...(document === undefined ? {} : { validUntilMs: validUntil(checkedMetadata(document, nowMs), nowMs) }),
    ...(mode === undefined ? {} : { encryptionMode: mode }),
  }
}
