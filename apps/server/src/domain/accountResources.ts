/**
 * What an account holds besides users, groups, roles, policies, access keys and MFA devices. One shape for all kinds: adding
 * a kind is adding its facts here, no table and no reader.
 */
import type {
  AlternateContactFacts,
  ContactInformationFacts,
  RegionOptInFacts,
  TokenPreferenceFacts,
} from './facts/accountFacts.ts'
import type {
  LoginProfileFacts,
  PasswordPolicyFacts,
  ServerCertificateFacts,
  ServiceSpecificCredentialFacts,
  SigningCertificateFacts,
  SshPublicKeyFacts,
} from './facts/credentialFacts.ts'
import type { Tag } from './entities.ts'
import type { DelegationPolicyFacts } from './facts/organizationFacts.ts'
import type { OidcProviderFacts, SamlMetadataFacts, SamlProviderFacts } from './facts/providerFacts.ts'
import type { GuardrailFacts } from './guardrails/guardrails.ts'
import type { Secret } from './secret.ts'

/** The facts of each kind of resource, beside those that all of them have. */
export interface ResourceFacts {
  /** `AIPA` id. Its owner is the role it holds, if it holds one. */
  readonly instanceProfile: Readonly<Record<string, never>>
  /** The ARN is the id; the name is the issuer's URL without `https://`. */
  readonly oidcProvider: OidcProviderFacts
  /** The ARN is the id. The secret holds its private keys. */
  readonly samlProvider: SamlProviderFacts
  /** The same id and name as its provider. */
  readonly samlMetadata: SamlMetadataFacts
  /** That a service-linked role was deleted: the id and the name are the deletion task's. */
  readonly roleDeletion: Readonly<Record<string, never>>
  /** The alias is the id and the name: no two accounts have the same. */
  readonly accountAlias: Readonly<Record<string, never>>
  /** One of an account (credentialIds.ts). */
  readonly passwordPolicy: PasswordPolicyFacts
  /** One of a user (credentialIds.ts). */
  readonly loginProfile: LoginProfileFacts
  readonly sshPublicKey: SshPublicKeyFacts
  readonly signingCertificate: SigningCertificateFacts
  readonly serverCertificate: ServerCertificateFacts
  readonly serviceSpecificCredential: ServiceSpecificCredentialFacts
  /** One of an account and region: the name is the region's. Without one the region is as the server has it for all. */
  readonly regionOptIn: RegionOptInFacts
  /** One of an account, whose id it has. */
  readonly contactInformation: ContactInformationFacts
  /** The name is the type: `BILLING`, `OPERATIONS` or `SECURITY`. */
  readonly alternateContact: AlternateContactFacts
  /** One of an account, whose id it has. */
  readonly tokenPreference: TokenPreferenceFacts
  /** One of the management account: a member account (the owner) that administers a service, `<account>/<service principal>`. */
  readonly delegatedAdministrator: Readonly<Record<string, never>>
  /** One of the management account: that a service may act across the organization. The service principal is id and name. */
  readonly serviceAccess: Readonly<Record<string, never>>
  /** One of the management account, `rp-` and 8 characters; its name is always the same. */
  readonly delegationPolicy: DelegationPolicyFacts
  /** One of an account, and one of the organization, which belongs to its management account (credentialIds.ts). */
  readonly guardrails: GuardrailFacts
}

/** A kind of resource. */
export type ResourceKind = keyof ResourceFacts

/**
 * Kinds that can have tags. Tags hang on an id alone, so the others must never touch them: people choose an alias, and it may
 * read like the id of a unit or policy of the organization.
 */
export const TAGGED_KINDS: ReadonlySet<ResourceKind> = new Set([
  'instanceProfile',
  'oidcProvider',
  'samlProvider',
  'serverCertificate',
  'delegationPolicy',
])

/** One resource of an account. */
export interface AccountResource<K extends ResourceKind> {
  readonly kind: K
  readonly accountId: string
  /** Unique among the resources of its kind: AWS's unique id, or the ARN where AWS has no id. */
  readonly id: string
  /** Unique in its account and kind ignoring case; lists come in the order of its lower-case form. */
  readonly name: string
  /** Begins and ends with `/`; `/` where the kind has no paths. */
  readonly path: string
  /** Unique id of the user that it belongs to, for kinds that belong to users; of the role in an instance profile. */
  readonly ownerId?: string
  /** UTC epoch milliseconds. */
  readonly createdAtMs: number
  readonly tags: readonly Tag[]
  readonly facts: ResourceFacts[K]
  /** Encrypted before it reaches the database. */
  readonly secret?: Secret
}

/** What may change of a resource; what is left out stays. */
export interface ResourceChange<K extends ResourceKind> {
  readonly name?: string
  readonly path?: string
  /** Null: it belongs to nobody from now on. */
  readonly ownerId?: string | null
  readonly facts?: ResourceFacts[K]
  readonly secret?: Secret
}
