/** Service-specific credentials: how operations find and show them, and make their secrets. */
import { hash } from 'node:crypto'
import type { ContextEntry } from '../../../authz/ask.ts'
import type { AccountResource } from '../../../domain/accountResources.ts'
import { encodeBase64 } from '../../../domain/base64.ts'
import type {
  ServiceSpecificCredential,
  ServiceSpecificCredentialMetadata,
} from '../../../protocol/types/iam.generated.ts'
import type { Random } from '../../../runtime/random.ts'
import type { Reader } from '../../../store/store.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { type AboutOwner, askOwner, requireOwner } from '../user/owner.ts'
import { type CredentialForm, requireForm } from './services.ts'

/** A credential in the store. Its path is `/<service name>/`, its name `<service name>/<login name>`. */
export type CredentialRecord = AccountResource<'serviceSpecificCredential'>

/** 256 random bits: nobody guesses them, so that a plain hash is enough to keep. */
const SECRET_BYTES = 32

/** A secret as its owner sees it once, and as it is kept. */
export interface NewSecret {
  readonly shown: string
  readonly hash: string
}

/** A new secret of the form that the service has. API keys begin as AWS's do and name the credential that they are of. */
export function newSecret(form: CredentialForm, loginName: string, random: Random): NewSecret {
  const password = encodeBase64(random.bytes(SECRET_BYTES))
  const shown = form === 'password' ? password : `ABSK${encodeBase64(Buffer.from(`${loginName}:${password}`))}`
  return { shown, hash: hash('sha256', shown, 'hex') }
}

/** As lists show it: everything but the secret. */
export function wireMetadata(
  userName: string,
  { id, facts, createdAtMs }: CredentialRecord,
  nowMs: number,
): ServiceSpecificCredentialMetadata {
  const { serviceName, loginName, status, expiresAtMs } = facts
  return {
    UserName: userName,
    Status: expiresAtMs !== undefined && nowMs >= expiresAtMs ? 'Expired' : status,
    ...(requireForm(serviceName) === 'password'
      ? { ServiceUserName: loginName }
      : { ServiceCredentialAlias: loginName }),
    CreateDate: createdAtMs,
    ...(expiresAtMs === undefined ? {} : { ExpirationDate: expiresAtMs }),
    ServiceSpecificCredentialId: id,
    ServiceName: serviceName,
  }
}

/** As the answers that make a secret show it, this once. */
export const wireCredential = (
  metadata: ServiceSpecificCredentialMetadata,
  { shown }: NewSecret,
): ServiceSpecificCredential => ({
  ...metadata,
  ...(requireForm(metadata.ServiceName) === 'password'
    ? { ServicePassword: shown }
    : { ServiceCredentialSecret: shown }),
})

/** A call that names a credential by its id. */
export type AboutCredential = AboutOwner & { readonly input: { readonly ServiceSpecificCredentialId: string } }

/** The user and the credential that a call names. Throws NoSuchEntity for both. */
export async function requireCredential(
  call: AboutCredential,
  store: Reader,
): Promise<{ readonly userName: string; readonly credential: CredentialRecord }> {
  const owner = await requireOwner(call, store)
  const { ServiceSpecificCredentialId: id } = call.input
  const credential = await store.resources.byId('serviceSpecificCredential', id)
  if (credential === undefined || credential.ownerId !== owner.id) throw noSuchEntity(`No such credential ${id} exists`)
  // The root user has none: what is its own is found nowhere.
  if (owner.user === undefined) throw new Error(`the root user owns ${credential.id}`)
  return { userName: owner.user.name, credential }
}

/** `iam:ServiceSpecificCredentialServiceName` and `...AgeDays`. Source: Service Authorization Reference, "AWS IAM". */
export const credentialKeys = (serviceName: string, ageDays?: number): readonly ContextEntry[] => [
  { key: 'iam:ServiceSpecificCredentialServiceName', value: serviceName },
  ...(ageDays === undefined ? [] : [{ key: 'iam:ServiceSpecificCredentialAgeDays', value: String(ageDays) }]),
]

/** The ask for changing a credential: about its user, with the service's name where the user has such a credential. */
export async function askCredential(action: string, call: AboutCredential, store: Reader) {
  const asks = await askOwner(action, call, store)
  const found = await store.resources.byId('serviceSpecificCredential', call.input.ServiceSpecificCredentialId)
  if (found === undefined || found.accountId !== call.caller.accountId) return asks
  return asks.map((one) => ({ ...one, context: [...(one.context ?? []), ...credentialKeys(found.facts.serviceName)] }))
}
