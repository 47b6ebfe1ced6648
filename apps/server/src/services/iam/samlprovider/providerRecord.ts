/** SAML providers: how operations find them and ask about them, and what their metadata must be. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import type { SamlProviderFacts } from '../../../domain/facts/providerFacts.ts'
import { readMetadata, type SamlMetadata } from '../../../federation/saml/readMetadata.ts'
import type { GetSAMLProviderResponse } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { findByArn, missingByArn, type NamedKind } from '../accountResource.ts'
import { invalidInput } from '../entityErrors.ts'
import { toWire } from '../tags.ts'

/** A SAML provider: its id is its ARN. */
export type SamlProvider = AccountResource<'samlProvider'>

/** Providers as requests name them. */
export const samlProviderKind: NamedKind<'samlProvider', 'SAMLProviderArn'> = {
  kind: 'samlProvider',
  title: 'SAMLProvider',
  member: 'SAMLProviderArn',
  find: findByArn('samlProvider'),
  arn: ({ named }) => named,
  missing: missingByArn('saml-provider', (arn) => `Manifest not found for arn ${arn}`),
}

/** A provider as GetSAMLProvider shows it: its metadata as it was given, of its private keys their ids. */
export async function wireProvider(provider: SamlProvider, store: Reader): Promise<GetSAMLProviderResponse> {
  const { createdAtMs, tags, facts } = provider
  return {
    SAMLProviderUUID: facts.uuid,
    SAMLMetadataDocument: await metadataOf(provider, store),
    CreateDate: createdAtMs,
    ValidUntil: facts.validUntilMs,
    Tags: toWire(tags),
    AssertionEncryptionMode: facts.encryptionMode ?? 'Allowed',
    PrivateKeyList: facts.keys.map(({ id, addedAtMs }) => ({ KeyId: id, Timestamp: addedAtMs })),
  }
}

async function metadataOf({ id }: SamlProvider, store: Reader): Promise<string> {
  const metadata = await store.resources.byId('samlMetadata', id)
  if (metadata === undefined) throw new Error(`${id} has no metadata`)
  return metadata.facts.document
}

/**
 * The metadata document as it says of itself. Throws InvalidInput (the sentence is ours) for what is no metadata of an
 * identity provider, and for what is no longer valid.
 */
export function checkedMetadata(document: string, nowMs: number): SamlMetadata {
  const result = readMetadata(document)
  if (!result.ok) throw invalidInput(`The SAML metadata document ${result.fault}.`)
  const { validUntilMs } = result.metadata
  if (validUntilMs !== undefined && validUntilMs <= nowMs)
    throw invalidInput('The SAML metadata document is no longer valid: its validUntil has passed.')
  return result.metadata
}

const HUNDRED_YEARS_MS = 36_525 * 86_400_000

/** What GetSAMLProvider shows as ValidUntil: a hundred years where the metadata has no end, as at AWS. */
export const validUntil = ({ validUntilMs }: SamlMetadata, nowMs: number): number =>
  validUntilMs ?? nowMs + HUNDRED_YEARS_MS

/** Throws InvalidInput (the sentence is ours) where encryption is required and there is no key to open it with. */
export function checkEncryption({ encryptionMode, keys }: Pick<SamlProviderFacts, 'encryptionMode' | 'keys'>): void {
  if (encryptionMode === 'Required' && keys.length === 0)
    throw invalidInput('AssertionEncryptionMode Required needs a private key: add one with AddPrivateKey.')
}
