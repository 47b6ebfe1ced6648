/** UpdateGroup. Source: IAM API reference, UpdateGroup; IAM user guide, "Rename an IAM group". */
import { groupArn } from '../../../domain/arn.ts'
import type { UpdateGroupRequest, UpdateGroupResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { alreadyExists } from '../entityErrors.ts'
import { requireGroup } from './groupRecord.ts'

/** Renames or moves a group; members and policies follow it. Needs permission on the old ARN and on the new one. */
export const updateGroup = writeOperation<UpdateGroupRequest, UpdateGroupResponse>({
  name: 'UpdateGroup',

  async authorize({ input, caller }, store) {
    const { accountId } = caller
    const group = (await store.groups.byName(accountId, input.GroupName)) ?? {
      accountId,
      path: '/',
      name: input.GroupName,
    }
    const target = { accountId, path: input.NewPath ?? group.path, name: input.NewGroupName ?? group.name }
    return [...ask('iam:UpdateGroup', groupArn(group)), ...ask('iam:UpdateGroup', groupArn(target))]
  },

  async run({ input, caller }, store) {
    const group = await requireGroup(store, caller.accountId, input.GroupName)
    const name = input.NewGroupName ?? group.name
    const holder = await store.groups.byName(caller.accountId, name)
    if (holder !== undefined && holder.id !== group.id) throw alreadyExists('group', name)
    await store.write.groups.rename(group.id, name, input.NewPath ?? group.path)
    return {}
  },
})
