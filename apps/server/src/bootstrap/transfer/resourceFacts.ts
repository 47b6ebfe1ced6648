/** The facts of each kind of resource, as a file must have them. */
import { PARTITION } from '../../domain/arn.ts'
import { decodeBase64 } from '../../domain/base64.ts'
import type { ResourceFacts } from '../../domain/accountResources.ts'
import {
  guardrailsId,
  loginProfileId,
  ORGANIZATION_GUARDRAILS_ID,
  passwordPolicyId,
} from '../../domain/credentialIds.ts'
import { readSettings } from '../../domain/guardrails/guardrails.ts'
import type { Guardrails } from '../../domain/guardrails/settings.ts'
import { Secret } from '../../domain/secret.ts'
import { type Field, type Fields, flag, listOf, may, must, objectOf, oneOf, type Read } from './shape.ts'
import { secretOf, text, whole } from './shape.ts'
import { TransferError } from './transferError.ts'

const STATUS = oneOf('Active', 'Inactive')
const PEM = text(/^[^]+$/, 65_536)

const LINE = text(/^[^]+$/, 2_048)

const guardrails: Read<Guardrails> = (value, at) => {
  const read = readSettings({ settings: value })
  if ('fault' in read) throw new TransferError(`${at} is not as this Brevet writes it`)
  return read.settings
}

type FactsOf = { readonly [K in keyof ResourceFacts]: Fields<ResourceFacts[K]> }

/**
 * A reader for every fact of every kind that an account is restored with. Not among them: who and what the organization
 * trusts, and a service-linked role's deletion, which is over with the answer that tells of it.
 */
export const FACTS = {
  instanceProfile: {},
  oidcProvider: {
    clientIds: must(listOf(text(/^[^]+$/, 255))),
    thumbprints: must(listOf(text(/^[0-9a-f]{40}$/))),
  },
  samlProvider: {
    uuid: must(text(/^[A-Z2-7]{22,64}$/)),
    validUntilMs: must(whole()),
    encryptionMode: may(oneOf('Required', 'Allowed')),
    keys: must(listOf(objectOf({ id: must(text(/^[A-Z2-7]{22,64}$/)), addedAtMs: must(whole()) }))),
  },
  samlMetadata: { document: must(text(/^[^]+$/, 10_000_000)) },
  accountAlias: {},
  passwordPolicy: {
    minimumLength: must(whole(6)),
    requireUppercase: must(flag),
    requireLowercase: must(flag),
    requireNumbers: must(flag),
    requireSymbols: must(flag),
    allowUsersToChange: must(flag),
    maxAgeDays: may(whole(1)),
    reusePrevention: may(whole(1)),
    hardExpiry: may(flag),
  },
  loginProfile: {
    passwordSetAtMs: must(whole()),
    resetRequired: must(flag),
    failures: must(whole()),
    lastFailedAtMs: must(whole()),
    lastUsedAtMs: may(whole()),
  },
  sshPublicKey: {
    key: must(text(/^ssh-rsa [A-Za-z0-9+/=]+$/, 16_384)),
    fingerprint: must(text(/^[0-9a-f]{2}(?::[0-9a-f]{2}){15}$/)),
    status: must(STATUS),
  },
  signingCertificate: { body: must(PEM), status: must(STATUS) },
  serverCertificate: { body: must(PEM), chain: may(text(/^[^]+$/, 2_097_152)), expiresAtMs: must(whole()) },
  serviceSpecificCredential: {
    serviceName: must(text(/^[\w.-]{1,128}$/)),
    loginName: must(text(/^[^]+$/, 512)),
    secretHash: must(text(/^[0-9a-f]{64}$/)),
    status: must(STATUS),
    expiresAtMs: may(whole()),
  },
  regionOptIn: { choice: must(oneOf('ENABLED', 'DISABLED')) },
  contactInformation: {
    FullName: must(LINE),
    AddressLine1: must(LINE),
    AddressLine2: may(LINE),
    AddressLine3: may(LINE),
    City: must(LINE),
    DistrictOrCounty: may(LINE),
    StateOrRegion: may(LINE),
    PostalCode: must(LINE),
    CountryCode: must(LINE),
    PhoneNumber: must(LINE),
    CompanyName: may(LINE),
    WebsiteUrl: may(LINE),
  },
  alternateContact: { Name: must(LINE), Title: must(LINE), EmailAddress: must(LINE), PhoneNumber: must(LINE) },
  tokenPreference: { globalEndpoint: must(oneOf('v1', 'v2')) },
  guardrails: { settings: must(guardrails) },
} satisfies Partial<FactsOf>

const HASH = /^scrypt\$([89]|1\d)\$([1-9]|1\d)\$([1-4])\$([A-Za-z0-9+/]{43}=)\$([A-Za-z0-9+/]{43}=)$/
/** As many as a user's record keeps. */
const PASSWORDS = 24
/** Work asked for, bytes times passes: a server's own hashes ask for 96 MiB. */
const MOST_WORK = 128 * 1_048_576

function isHash(line: string): boolean {
  const [, log2Cost, blockSize, parallelism, salt = '', key = ''] = HASH.exec(line) ?? []
  const work = 128 * Number(blockSize) * 2 ** Number(log2Cost) * Number(parallelism)
  return work <= MOST_WORK && [salt, key].every((part) => decodeBase64(part)?.length === 32)
}

/** Password hashes ask for work: a file must not ask for much more than a server does. */
const hashes: Read<Secret> = (value, at) => {
  const lines = text()(value, at).split('\n')
  if (lines.length > PASSWORDS || !lines.every(isHash)) throw new TransferError(`${at} is not as this Brevet writes it`)
  return new Secret(lines.join('\n'))
}

const some = secretOf(/^[^]+$/)
const none: Read<Secret> = (_, at) => {
  throw new TransferError(`${at} is not as this Brevet writes it`)
}

/** The secret of a kind: which have one, and in what form. */
export function secretOfKind(kind: keyof typeof FACTS): Field<Secret> {
  if (kind === 'loginProfile') return must(hashes)
  if (kind === 'serverCertificate') return must(some)
  return may(kind === 'samlProvider' ? some : none)
}

/** What a resource's id is made of. */
interface Placed {
  readonly accountId: string
  readonly id: string
  readonly name: string
  readonly ownerId?: string
}

const anId =
  (prefix: string) =>
  ({ id }: Placed): boolean =>
    id.startsWith(prefix) && /^[A-Z0-9]{16,128}$/.test(id)
const anArn =
  (type: string) =>
  ({ accountId, id, name }: Placed): boolean =>
    id === `arn:${PARTITION}:iam::${accountId}:${type}/${name}`

/**
 * Whether a resource lies where its account's would: what is found by an id that follows from an account must not be put
 * in another account's place. Of what is the organization's, planResource looks whose organization it is.
 */
export const IN_PLACE: Readonly<Record<keyof typeof FACTS, (resource: Placed) => boolean>> = {
  instanceProfile: anId('AIPA'),
  oidcProvider: anArn('oidc-provider'),
  samlProvider: anArn('saml-provider'),
  samlMetadata: anArn('saml-provider'),
  accountAlias: ({ id, name }) =>
    id === name && /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/.test(id) && !/^\d{12}$/.test(id),
  passwordPolicy: ({ accountId, id }) => id === passwordPolicyId(accountId),
  loginProfile: ({ id, ownerId = '' }) => id === loginProfileId(ownerId),
  sshPublicKey: anId('APKA'),
  signingCertificate: anId(''),
  serverCertificate: anId('ASCA'),
  serviceSpecificCredential: anId('ACCA'),
  regionOptIn: ({ accountId, id, name }) => id === `${accountId}/${name}`,
  contactInformation: ({ accountId, id }) => id === accountId,
  alternateContact: ({ accountId, id, name }) => id === `${accountId}/${name}`,
  tokenPreference: ({ accountId, id }) => id === accountId,
  guardrails: ({ accountId, id }) => id === guardrailsId(accountId) || id === ORGANIZATION_GUARDRAILS_ID,
}
