/** GetSSHPublicKey. Source: IAM API reference, GetSSHPublicKey. */
import type { GetSSHPublicKeyRequest, GetSSHPublicKeyResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { askUser } from '../user/userRecord.ts'
import { requireKey, wireKey } from './keyRecord.ts'

/** One key of a user, in the encoding asked for, whichever it was uploaded in. */
export const getSshPublicKey = readOperation<GetSSHPublicKeyRequest, GetSSHPublicKeyResponse>({
  name: 'GetSSHPublicKey',

  authorize: ({ input, caller }, store) =>
    askUser('iam:GetSSHPublicKey', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run(call, store) {
    const { user, key } = await requireKey(call, store)
    return { SSHPublicKey: wireKey(user.name, key, call.input.Encoding) }
  },
})
