/** CreateGroup. Source: IAM API reference, CreateGroup. */
import { groupArn } from '../../../domain/arn.ts'
import type { Group } from '../../../domain/entities.ts'
import { uniqueId } from '../../../domain/ids.ts'
import type { CreateGroupRequest, CreateGroupResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { alreadyExists } from '../entityErrors.ts'
import { wireGroup } from './groupRecord.ts'

/** Creates a group without members or permissions. */
export const createGroup = writeOperation<CreateGroupRequest, CreateGroupResponse>({
  name: 'CreateGroup',

  authorize: ({ input, caller }) =>
    ask('iam:CreateGroup', groupArn({ accountId: caller.accountId, path: input.Path ?? '/', name: input.GroupName })),

  async run({ input, caller }, store, { clock, random, quotas }) {
    const { accountId } = caller
    if ((await store.groups.byName(accountId, input.GroupName)) !== undefined)
      throw alreadyExists('group', input.GroupName)
    await quotas.check('GroupsPerAccount', accountId, (id) => store.groups.count(id))
    const group: Group = {
      accountId,
      id: uniqueId('AGPA', random),
      name: input.GroupName,
      path: input.Path ?? '/',
      createdAtMs: clock.nowMs(),
      inlinePolicies: [],
      attachedPolicyArns: [],
    }
    await store.write.groups.create(group)
    return { Group: wireGroup(group) }
  },
})
