/** DeleteGroup. Source: IAM API reference, DeleteGroup. */
import type { DeleteGroupRequest, DeleteGroupResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { deleteConflict } from '../entityErrors.ts'
import { askGroup, requireGroup } from './groupRecord.ts'

/** Deletes a group that has neither members nor policies any more. */
export const deleteGroup = writeOperation<DeleteGroupRequest, DeleteGroupResponse>({
  name: 'DeleteGroup',

  authorize: ({ input, caller }, store) =>
    askGroup('iam:DeleteGroup', { accountId: caller.accountId, name: input.GroupName }, store),

  async run({ input, caller }, store) {
    const group = await requireGroup(store, caller.accountId, input.GroupName)
    const members = await store.users.inGroup(group.id, { limit: 1 })
    if (members.items.length > 0) throw deleteConflict('remove users from group first')
    if (group.inlinePolicies.length > 0) throw deleteConflict('delete policies first')
    if (group.attachedPolicyArns.length > 0) throw deleteConflict('detach all policies first')
    await store.write.groups.delete(group.id)
    return {}
  },
})
