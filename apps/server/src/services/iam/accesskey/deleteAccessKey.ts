/** DeleteAccessKey. Source: IAM API reference, DeleteAccessKey. */
import type { DeleteAccessKeyRequest, DeleteAccessKeyResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { endSessions } from '../endSessions.ts'
import { askOwner, requireOwner } from '../user/owner.ts'

import { requireAccessKey } from './requireAccessKey.ts'

/** Deletes a key and ends every session that came from it at once. */
export const deleteAccessKey = writeOperation<DeleteAccessKeyRequest, DeleteAccessKeyResponse>({
  name: 'DeleteAccessKey',

  authorize: (call, store) => askOwner('iam:DeleteAccessKey', call, store),

  async run(call, store, { clock }) {
    const owner = await requireOwner(call, store)
    const key = await requireAccessKey(store, owner, call.input.AccessKeyId)
    await store.write.accessKeys.delete(key.id)
    await endSessions(store, { kind: 'accessKey', subject: key.id, reason: 'access key deleted' }, clock.nowMs())
    return {}
  },
})
