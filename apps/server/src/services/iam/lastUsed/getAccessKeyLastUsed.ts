/** GetAccessKeyLastUsed. Source: IAM API reference, GetAccessKeyLastUsed. */
import { rootArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { AccessKey } from '../../../domain/entities.ts'
import { accessDenied } from '../../../domain/errors.ts'
import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { askAboutUser } from '../user/userRecord.ts'
import { accessKeyLastUsed } from './lastUse.ts'

const ACTION = 'iam:GetAccessKeyLastUsed'

/** The key, if it is of the caller's account: another account's is as unknown as one that does not exist. */
async function keyOf({ accountId }: Caller, id: string, store: Reader): Promise<AccessKey | undefined> {
  const key = await store.accessKeys.byId(id)
  return key?.accountId === accountId ? key : undefined
}

/** When and for what a key of the account was last used. Asks about its user; for an unknown key about all users, and then says AccessDenied. */
export const getAccessKeyLastUsed = readOperation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>({
  name: 'GetAccessKeyLastUsed',

  async authorize({ input, caller }, store) {
    const { accountId } = caller
    const key = await keyOf(caller, input.AccessKeyId, store)
    if (key?.userId === accountId) return ask(ACTION, rootArn(accountId))
    const user = key === undefined ? undefined : await store.users.byId(key.userId)
    return askAboutUser(ACTION, user ?? { accountId, name: '*' })
  },

  async run({ input, caller }, store) {
    const key = await keyOf(caller, input.AccessKeyId, store)
    // AWS's own sentence (recorded by LocalStack, test_iam_users, 2026), without the colon that others of its kind have.
    if (key === undefined)
      throw accessDenied(
        `User: ${caller.arn} is not authorized to perform ${ACTION} on resource: access key ${input.AccessKeyId}`,
        'there is no such access key in the account',
      )
    const user = await store.users.byId(key.userId)
    return {
      ...(user === undefined ? {} : { UserName: user.name }),
      AccessKeyLastUsed: await accessKeyLastUsed(key.id, store),
    }
  },
})
