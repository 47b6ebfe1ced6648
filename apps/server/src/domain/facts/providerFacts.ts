/** What is kept of the identity providers that an account trusts. */

/** An OpenID Connect issuer. */
export interface OidcProviderFacts {
  /** Audiences, as they were given. */
  readonly clientIds: readonly string[]
  /** SHA-1 of CA certificates of the issuer's TLS server: 40 hex digits each, in lower case. */
  readonly thumbprints: readonly string[]
}

/** A SAML identity provider, without its metadata document (`SamlMetadataFacts`). */
export interface SamlProviderFacts {
  /** SAMLProviderUUID. */
  readonly uuid: string
  /** UTC epoch ms: when the metadata ends by its own words, or a hundred years after it was stored. */
  readonly validUntilMs: number
  /** Whether assertions must be encrypted; absent as long as nobody said. */
  readonly encryptionMode?: 'Required' | 'Allowed'
  /** The private keys that open assertions, oldest first; the keys themselves are in the secret. */
  readonly keys: readonly { readonly id: string; readonly addedAtMs: number }[]
}

/** The metadata of a SAML provider, apart from it: documents are large, and lists do not show them. */
export interface SamlMetadataFacts {
  /** As it was given. */
  readonly document: string
}
