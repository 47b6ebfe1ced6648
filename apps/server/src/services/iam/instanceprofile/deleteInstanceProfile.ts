/** DeleteInstanceProfile. Source: IAM API reference, DeleteInstanceProfile. */
import type { DeleteInstanceProfileRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { deleteConflict } from '../entityErrors.ts'
import { instanceProfileKind } from './profileRecord.ts'

/** Deletes an instance profile that holds no role. Throws NoSuchEntity, DeleteConflict. */
export const deleteInstanceProfile = writeOperation<DeleteInstanceProfileRequest, object>({
  name: 'DeleteInstanceProfile',

  async authorize({ input: { InstanceProfileName: named }, caller: { accountId } }, store) {
    return [await resourceAsk(instanceProfileKind, { action: 'iam:DeleteInstanceProfile', accountId, named }, store)]
  },

  async run({ input: { InstanceProfileName: named }, caller: { accountId } }, store) {
    const { id, ownerId } = await requireResource(instanceProfileKind, store, { accountId, named })
    if (ownerId !== undefined) throw deleteConflict('remove roles from instance profile first')
    await store.write.resources.delete('instanceProfile', id)
    return {}
  },
})
