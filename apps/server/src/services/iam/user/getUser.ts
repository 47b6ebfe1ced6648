/** GetUser. Source: IAM API reference, GetUser. */
import { rootArn } from '../../../domain/arn.ts'
import { loginProfileId } from '../../../domain/credentialIds.ts'
import type { GetUserRequest, User as WireUser } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { askOwner, requireOwner } from './owner.ts'
import { passwordLastUsed, wireUser } from './userRecord.ts'

/** AWS answers for the root user without `Path` and `UserName`, though the model requires them. */
interface GetUserAnswer {
  readonly User: WireUser | Pick<WireUser, 'UserId' | 'Arn' | 'CreateDate'>
}

/** One user; without UserName the caller's own. The root user has its account's id and is as old as its account. */
export const getUser = readOperation<GetUserRequest, GetUserAnswer>({
  name: 'GetUser',

  authorize: (call, store) => askOwner('iam:GetUser', call, store),

  async run(call, store) {
    const { id, user } = await requireOwner(call, store)
    if (user !== undefined) {
      const profile = await store.resources.byId('loginProfile', loginProfileId(user.id))
      return { User: { ...wireUser(user), ...passwordLastUsed(profile) } }
    }
    const account = await store.accounts.byId(id)
    if (account === undefined) throw new Error(`The root user of ${id} called, and there is no such account`)
    return { User: { UserId: id, Arn: rootArn(id), CreateDate: account.joinedAtMs } }
  },
})
