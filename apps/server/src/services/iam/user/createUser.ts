/** CreateUser. Source: IAM API reference, CreateUser; Service Authorization Reference, "AWS IAM". */
import { userArn } from '../../../domain/arn.ts'
import type { User } from '../../../domain/entities.ts'
import { uniqueId } from '../../../domain/ids.ts'
import type { CreateUserRequest, CreateUserResponse } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask, boundaryKey, requestTagKeys } from '../askEntity.ts'
import { alreadyExists } from '../entityErrors.ts'
import { requirePolicy } from '../managedPolicies.ts'
import { fromWire, withTags } from '../tags.ts'

import { wireUser } from './userRecord.ts'

/** Creates a user without credentials or permissions. Creating it with tags also needs iam:TagUser. */
export const createUser = writeOperation<CreateUserRequest, CreateUserResponse>({
  name: 'CreateUser',

  authorize({ input, caller }) {
    const arn = userArn({ accountId: caller.accountId, path: input.Path ?? '/', name: input.UserName })
    const tags = requestTagKeys(fromWire(input.Tags))
    return [
      ...ask('iam:CreateUser', arn, [...tags, ...boundaryKey(input.PermissionsBoundary)]),
      ...(tags.length === 0 ? [] : ask('iam:TagUser', arn, tags)),
    ]
  },

  async run({ input, caller }, store, { clock, random, quotas }) {
    const { accountId } = caller
    const tags = withTags([], input.Tags, 'principal')
    if (input.PermissionsBoundary !== undefined)
      await requirePolicy(store, { arn: input.PermissionsBoundary, accountId, for: 'boundary' })
    if ((await store.users.byName(accountId, input.UserName)) !== undefined) throw alreadyExists('user', input.UserName)
    await quotas.check('UsersPerAccount', accountId, (id) => store.users.count(id))
    const user: User = {
      accountId,
      id: uniqueId('AIDA', random),
      name: input.UserName,
      path: input.Path ?? '/',
      createdAtMs: clock.nowMs(),
      inlinePolicies: [],
      attachedPolicyArns: [],
      tags,
      ...(input.PermissionsBoundary === undefined ? {} : { boundaryArn: input.PermissionsBoundary }),
      groupIds: [],
    }
    await store.write.users.create(user)
    return { User: wireUser(user) }
  },
})
