/** UpdateUser. Source: IAM API reference, UpdateUser; IAM user guide, "Rename an IAM user". */
import type { UpdateUserRequest, UpdateUserResponse } from '../../../protocol/types/iam.generated.ts'
import { userArn } from '../../../domain/arn.ts'
import { writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { alreadyExists } from '../entityErrors.ts'
import { askAboutUser, requireUser } from './userRecord.ts'

/** Renames or moves a user; keys, memberships and policies follow it. Needs permission on the old ARN and on the new one. */
export const updateUser = writeOperation<UpdateUserRequest, UpdateUserResponse>({
  name: 'UpdateUser',

  async authorize({ input, caller }, store) {
    const { accountId } = caller
    const user = await store.users.byName(accountId, input.UserName)
    const path = input.NewPath ?? user?.path ?? '/'
    const name = input.NewUserName ?? user?.name ?? input.UserName
    return [
      ...askAboutUser('iam:UpdateUser', user ?? { accountId, name: input.UserName }),
      ...ask('iam:UpdateUser', userArn({ accountId, path, name })),
    ]
  },

  async run({ input, caller }, store) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    const name = input.NewUserName ?? user.name
    const holder = await store.users.byName(caller.accountId, name)
    if (holder !== undefined && holder.id !== user.id) throw alreadyExists('user', name)
    await store.write.users.rename(user.id, name, input.NewPath ?? user.path)
    return {}
  },
})
