/** What is kept of the identity providers that an account trusts. */

/** An OpenID Connect issuer. */
export interface OidcProviderFacts {
  /** Audiences, as they were given. */
  readonly clientIds: readonly string[]
  /** SHA-1 of CA certificates of the issuer's TLS server: 40 hex digits each, in lower case. */
  readonly thumbprints: readonly string[]
}
