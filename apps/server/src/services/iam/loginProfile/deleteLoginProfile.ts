/** DeleteLoginProfile. Source: IAM API reference, DeleteLoginProfile. */
import type { DeleteLoginProfileRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askOwner } from '../user/owner.ts'
import { requireProfile, requireProfileUser } from './profileRecord.ts'

/** Takes a user's console password away. Access keys go on working, as at AWS. */
export const deleteLoginProfile = writeOperation<DeleteLoginProfileRequest, object>({
  name: 'DeleteLoginProfile',

  authorize: (call, store) => askOwner('iam:DeleteLoginProfile', call, store),

  async run(call, store) {
    const user = await requireProfileUser(call, store)
    const { id } = await requireProfile(store, user)
    await store.write.resources.delete('loginProfile', id)
    return {}
  },
})
