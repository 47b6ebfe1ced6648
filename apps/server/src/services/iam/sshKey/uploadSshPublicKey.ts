/** UploadSSHPublicKey. Source: IAM API reference, UploadSSHPublicKey and SSHPublicKey. */
import { hash } from 'node:crypto'
import { ServiceError } from '../../../domain/errors.ts'
import { sshPublicKeyId } from '../../../domain/ids.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import { parseRsaPublicKey, sshText } from '../../../domain/keys/rsaPublicKey.ts'
import type { UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { limitExceeded } from '../entityErrors.ts'
import { askUser, requireUser } from '../user/userRecord.ts'
import { type SshKey, wireKey } from './keyRecord.ts'

/**
 * Keeps an RSA public key of a user. A key is the same key in both encodings and whatever its comment. The refusals' codes
 * are the model's, their sentences from memory.
 */
export const uploadSshPublicKey = writeOperation<UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse>({
  name: 'UploadSSHPublicKey',

  authorize: ({ input, caller }, store) =>
    askUser('iam:UploadSSHPublicKey', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run({ input, caller: { accountId } }, store, { clock, random }) {
    const user = await requireUser(store, accountId, input.UserName)
    const blob = requireRsaKey(input.SSHPublicKeyBody)
    const text = sshText(blob)
    const present = await store.resources.ofOwner('sshPublicKey', user.id)
    if (present.some(({ facts }) => facts.key === text))
      throw new ServiceError(
        'DuplicateSSHPublicKey',
        'The SSH public key is already associated with the specified IAM user.',
      )
    if (present.length >= QUOTAS.SSHPublicKeysPerUser)
      throw limitExceeded('SSHPublicKeysPerUser', QUOTAS.SSHPublicKeysPerUser)
    const id = sshPublicKeyId(random)
    const key: SshKey = {
      kind: 'sshPublicKey',
      accountId,
      id,
      name: id,
      path: '/',
      ownerId: user.id,
      createdAtMs: clock.nowMs(),
      tags: [],
      facts: { key: text, fingerprint: fingerprint(blob), status: 'Active' },
    }
    await store.write.resources.create(key)
    return { SSHPublicKey: wireKey(user.name, key, 'SSH') }
  },
})

function requireRsaKey(text: string): Buffer {
  const blob = parseRsaPublicKey(text)
  if (blob === 'unrecognized')
    throw new ServiceError('UnrecognizedPublicKeyEncoding', 'The public key must be in ssh-rsa or PEM format.')
  if (blob === 'invalid')
    throw new ServiceError('InvalidPublicKey', 'The public key is not a valid RSA key of at least 2048 bits.')
  return blob
}

/** MD5 as `ssh-keygen -l -E md5` shows it: pairs of hex digits with colons between, 47 characters (AWS's model says 48). */
const fingerprint = (blob: Buffer): string => hash('md5', blob, 'hex').replace(/..(?=.)/g, '$&:')
