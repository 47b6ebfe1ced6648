/** The facts of each kind of resource, as a file must have them. */
import type { ResourceFacts } from '../../domain/accountResources.ts'
import { Secret } from '../../domain/secret.ts'
import { type Field, type Fields, flag, listOf, may, must, objectOf, oneOf, type Read } from './shape.ts'
import { secretOf, text, whole } from './shape.ts'
import { TransferError } from './transferError.ts'

const STATUS = oneOf('Active', 'Inactive')
const PEM = text(/^[^]+$/, 65_536)

type FactsOf = { readonly [K in keyof ResourceFacts]: Fields<ResourceFacts[K]> }

/**
 * A reader for every fact of every kind that an account is restored with. Not among them: what is the organization's, and
 * a service-linked role's deletion, which is over with the answer that tells of it.
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
} satisfies Partial<FactsOf>

const HASH = /^scrypt\$(?:[89]|1\d)\$(?:[1-9]|1\d)\$[1-4]\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/

/** Password hashes ask for work: a file must not ask for more than a server does. */
const hashes: Read<Secret> = (value, at) => {
  const lines = text()(value, at)
  for (const line of lines.split('\n')) text(HASH)(line, at)
  return new Secret(lines)
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
