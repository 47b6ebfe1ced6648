/** OpenID Connect providers: how operations find them, ask about them, and what may be in their lists. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type { GetOpenIDConnectProviderResponse } from '../../../protocol/types/iam.generated.ts'
import { findByArn, missingByArn, type NamedKind } from '../accountResource.ts'
import { invalidInput, limitExceeded } from '../entityErrors.ts'
import { toWire } from '../tags.ts'

/** An OpenID Connect provider: its id is its ARN, its name the issuer without `https://`. */
export type OidcProvider = AccountResource<'oidcProvider'>

/** Providers as requests name them. */
export const oidcProviderKind: NamedKind<'oidcProvider', 'OpenIDConnectProviderArn'> = {
  kind: 'oidcProvider',
  title: 'OpenIDConnectProvider',
  member: 'OpenIDConnectProviderArn',
  find: findByArn('oidcProvider'),
  arn: ({ named }) => named,
  missing: missingByArn('oidc-provider', (arn) => `OpenIDConnect Provider not found for arn ${arn}`),
}

/** A provider as GetOpenIDConnectProvider shows it. */
export const wireProvider = ({ name, createdAtMs, tags, facts }: OidcProvider): GetOpenIDConnectProviderResponse => ({
  Url: name,
  ClientIDList: facts.clientIds,
  ThumbprintList: facts.thumbprints,
  CreateDate: createdAtMs,
  Tags: toWire(tags),
})

/** The audiences without repetitions, in the order given. Throws LimitExceeded above 100. */
export function checkedClientIds(clientIds: readonly string[]): readonly string[] {
  const distinct = [...new Set(clientIds)]
  const limit = QUOTAS.ClientIdsPerOpenIdConnectProvider
  if (distinct.length > limit) throw limitExceeded('ClientIdsPerOpenIdConnectProvider', limit)
  return distinct
}

const THUMBPRINT = /^[0-9a-f]{40}$/

/**
 * Thumbprints in lower case. Throws InvalidInput above five, and for what is no SHA-1 in hex (this sentence is ours).
 * Source: IAM API reference, CreateOpenIDConnectProvider, ThumbprintList.
 */
export function checkedThumbprints(thumbprints: readonly string[]): readonly string[] {
  if (thumbprints.length > QUOTAS.ThumbprintsPerOpenIdConnectProvider)
    throw invalidInput('Thumbprint list must contain fewer than 5 entries.')
  const lower = thumbprints.map((thumbprint) => thumbprint.toLowerCase())
  const wrong = lower.find((thumbprint) => !THUMBPRINT.test(thumbprint))
  if (wrong !== undefined) throw invalidInput(`Thumbprint ${wrong} must be 40 hexadecimal digits.`)
  return lower
}
