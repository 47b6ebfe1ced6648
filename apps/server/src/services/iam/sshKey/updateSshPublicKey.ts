/** UpdateSSHPublicKey. Source: IAM API reference, UpdateSSHPublicKey. */
import type { UpdateSSHPublicKeyRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { settableStatus } from '../ownedResource.ts'
import { askUser } from '../user/userRecord.ts'
import { requireKey } from './keyRecord.ts'

/** Activates or deactivates a key. */
export const updateSshPublicKey = writeOperation<UpdateSSHPublicKeyRequest, object>({
  name: 'UpdateSSHPublicKey',

  authorize: ({ input, caller }, store) =>
    askUser('iam:UpdateSSHPublicKey', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run(call, store) {
    const { key } = await requireKey(call, store)
    const facts = { ...key.facts, status: settableStatus(call.input.Status) }
    await store.write.resources.update('sshPublicKey', key.id, { facts })
    return {}
  },
})
