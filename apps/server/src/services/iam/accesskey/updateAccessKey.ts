/** UpdateAccessKey. Source: IAM API reference, UpdateAccessKey. */
import type { UpdateAccessKeyRequest, UpdateAccessKeyResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { invalidInput } from '../entityErrors.ts'
import { endSessions } from '../endSessions.ts'
import { askOwner, requireOwner } from '../user/owner.ts'

import { requireAccessKey } from './requireAccessKey.ts'

/**
 * Activates or deactivates a key. Deactivating ends every session that came from it at once (AWS lets them live on), and
 * activating it again revives none of them.
 */
export const updateAccessKey = writeOperation<UpdateAccessKeyRequest, UpdateAccessKeyResponse>({
  name: 'UpdateAccessKey',

  authorize: (call, store) => askOwner('iam:UpdateAccessKey', call, store),

  async run(call, store, { clock }) {
    const { AccessKeyId, Status } = call.input
    const owner = await requireOwner(call, store)
    const key = await requireAccessKey(store, owner, AccessKeyId)
    if (Status === 'Expired') throw invalidInput('The status of an access key can be set to Active or Inactive only.')
    await store.write.accessKeys.setStatus(key.id, Status)
    // On activation too: a call that was under way while the key was deactivated may have issued one since.
    if (Status === 'Inactive' || key.status === 'Inactive')
      await endSessions(store, { kind: 'accessKey', subject: key.id, reason: 'access key deactivated' }, clock.nowMs())
    return {}
  },
})
