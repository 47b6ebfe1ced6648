/** AddUserToGroup and RemoveUserFromGroup. Source: IAM API reference, the operations of those names. */
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  AddUserToGroupRequest,
  AddUserToGroupResponse,
  RemoveUserFromGroupRequest,
  RemoveUserFromGroupResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { limitExceeded } from '../entityErrors.ts'
import { requireUser } from '../user/userRecord.ts'
import { askGroup, requireGroup } from './groupRecord.ts'

/** Makes a user a member of a group; nothing happens where it is one. Only the group is asked about, and the user missed first, as at AWS. */
export const addUserToGroup = writeOperation<AddUserToGroupRequest, AddUserToGroupResponse>({
  name: 'AddUserToGroup',

  authorize: ({ input, caller }, store) =>
    askGroup('iam:AddUserToGroup', { accountId: caller.accountId, name: input.GroupName }, store),

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    const group = await requireGroup(store, caller.accountId, input.GroupName)
    if (user.groupIds.includes(group.id)) return {}
    if (user.groupIds.length >= QUOTAS.GroupsPerUser) throw limitExceeded('GroupsPerUser', QUOTAS.GroupsPerUser)
    await store.write.users.addToGroup(user.id, group.id)
    return {}
  },
})

/** Ends a membership; nothing happens where there is none. Of the two, AWS misses the user first. */
export const removeUserFromGroup = writeOperation<RemoveUserFromGroupRequest, RemoveUserFromGroupResponse>({
  name: 'RemoveUserFromGroup',

  authorize: ({ input, caller }, store) =>
    askGroup('iam:RemoveUserFromGroup', { accountId: caller.accountId, name: input.GroupName }, store),

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    const group = await requireGroup(store, caller.accountId, input.GroupName)
    if (user.groupIds.includes(group.id)) await store.write.users.removeFromGroup(user.id, group.id)
    return {}
  },
})
