/** DeleteSSHPublicKey. Source: IAM API reference, DeleteSSHPublicKey. */
import type { DeleteSSHPublicKeyRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askUser } from '../user/userRecord.ts'
import { requireKey } from './keyRecord.ts'

/** Forgets a key of a user. */
export const deleteSshPublicKey = writeOperation<DeleteSSHPublicKeyRequest, object>({
  name: 'DeleteSSHPublicKey',

  authorize: ({ input, caller }, store) =>
    askUser('iam:DeleteSSHPublicKey', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run(call, store) {
    const { key } = await requireKey(call, store)
    await store.write.resources.delete('sshPublicKey', key.id)
    return {}
  },
})
