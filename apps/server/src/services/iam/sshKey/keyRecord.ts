/** SSH public keys of users: how operations find and show them. */
import type { Call } from '../../../authz/authorized.ts'
import type { AccountResource } from '../../../domain/accountResources.ts'
import type { User } from '../../../domain/entities.ts'
import { parseRsaPublicKey, pemText } from '../../../domain/keys/rsaPublicKey.ts'
import type { SSHPublicKey, SSHPublicKeyMetadata } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { requireOwned } from '../ownedResource.ts'
import { requireUser } from '../user/userRecord.ts'

/** A key in the store. */
export type SshKey = AccountResource<'sshPublicKey'>

/** Metadata as lists show it. */
export const wireMetadata = (userName: string, { id, facts, createdAtMs }: SshKey): SSHPublicKeyMetadata => ({
  UserName: userName,
  SSHPublicKeyId: id,
  Status: facts.status,
  UploadDate: createdAtMs,
})

/** The whole key, in one of its two encodings. */
export const wireKey = (userName: string, key: SshKey, encoding: 'SSH' | 'PEM'): SSHPublicKey => ({
  ...wireMetadata(userName, key),
  Fingerprint: key.facts.fingerprint,
  SSHPublicKeyBody: encoding === 'SSH' ? key.facts.key : pemOf(key),
})

function pemOf({ id, facts }: SshKey): string {
  const blob = parseRsaPublicKey(facts.key)
  if (typeof blob === 'string') throw new Error(`the stored SSH key ${id} cannot be read`)
  return pemText(blob)
}

/** The key that a call names by its id. Throws NoSuchEntity for the user and for the key. */
export async function requireKey(
  { input, caller }: Pick<Call<{ readonly UserName: string; readonly SSHPublicKeyId: string }>, 'input' | 'caller'>,
  store: Reader,
): Promise<{ readonly user: User; readonly key: SshKey }> {
  const user = await requireUser(store, caller.accountId, input.UserName)
  const named = { kind: 'sshPublicKey' as const, id: input.SSHPublicKeyId, noun: 'Public Key' }
  return { user, key: await requireOwned(store, user, named) }
}
