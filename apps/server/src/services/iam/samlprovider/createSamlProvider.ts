/** CreateSAMLProvider. Source: IAM API reference, CreateSAMLProvider. */
import { samlProviderArn } from '../../../domain/arn.ts'
import type { SamlProviderFacts } from '../../../domain/facts/providerFacts.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type { CreateSAMLProviderRequest, CreateSAMLProviderResponse } from '../../../protocol/types/iam.generated.ts'
import type { Writer } from '../../../store/store.ts'
import { type Effects, writeOperation } from '../../operation.ts'
import { ask, requestTagKeys } from '../askEntity.ts'
import { entityAlreadyExists, limitExceeded } from '../entityErrors.ts'
import { fromWire, toWire, withTags } from '../tags.ts'
import { changedKeys, type PrivateKeys, randomId } from './privateKeys.ts'
import { checkedMetadata, checkEncryption, validUntil } from './providerRecord.ts'

/**
 * Makes a SAML identity provider known to the account, by its metadata. With tags it also needs iam:TagSAMLProvider.
 * Throws InvalidInput for metadata or a private key that cannot be used, EntityAlreadyExists, LimitExceeded.
 */
export const createSamlProvider = writeOperation<CreateSAMLProviderRequest, CreateSAMLProviderResponse>({
  name: 'CreateSAMLProvider',

  authorize({ input: { Name, Tags }, caller: { accountId } }) {
    const arn = samlProviderArn(accountId, Name)
    const tagKeys = requestTagKeys(fromWire(Tags))
    return [
      ...ask('iam:CreateSAMLProvider', arn, tagKeys),
      ...(tagKeys.length === 0 ? [] : ask('iam:TagSAMLProvider', arn, tagKeys)),
    ]
  },

  async run({ input, caller: { accountId } }, store, effects) {
    const { Name: name, SAMLMetadataDocument: document } = input
    await requireRoom(store, accountId, name)
    const arn = samlProviderArn(accountId, name)
    const tags = withTags([], input.Tags)
    const { facts, secret } = newProvider(input, effects)
    const common = { accountId, id: arn, name, path: '/', createdAtMs: effects.clock.nowMs() }
    await store.write.resources.create({
      ...common,
      kind: 'samlProvider',
      tags,
      facts,
      ...(secret === undefined ? {} : { secret }),
    })
    await store.write.resources.create({ ...common, kind: 'samlMetadata', tags: [], facts: { document } })
    return { SAMLProviderArn: arn, ...(tags.length === 0 ? {} : { Tags: toWire(tags) }) }
  },
})

/** The sentence is from memory of AWS's. */
async function requireRoom(store: Writer, accountId: string, name: string): Promise<void> {
  if ((await store.resources.byName('samlProvider', accountId, name)) !== undefined)
    throw entityAlreadyExists(`SAMLProvider with name ${name} already exists.`)
  const limit = QUOTAS.SamlProvidersPerAccount
  if ((await store.resources.count('samlProvider', accountId)) >= limit)
    throw limitExceeded('SAMLProvidersPerAccount', limit)
}

function newProvider(
  { SAMLMetadataDocument: document, AddPrivateKey: key, AssertionEncryptionMode: mode }: CreateSAMLProviderRequest,
  { clock, random }: Effects,
): { readonly facts: SamlProviderFacts; readonly secret: PrivateKeys['secret'] } {
  const nowMs = clock.nowMs()
  const metadata = checkedMetadata(document, nowMs)
  const change = { nowMs, newId: randomId(random), ...(key === undefined ? {} : { add: key }) }
  const { shown, secret } = changedKeys({ shown: [] }, change)
  const facts = {
    uuid: randomId(random),
    validUntilMs: validUntil(metadata, nowMs),
    keys: shown,
    ...(mode === undefined ? {} : { encryptionMode: mode }),
  }
  checkEncryption(facts)
  return { facts, secret }
}
