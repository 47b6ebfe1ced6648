/** GetAccessKeyLastUsed. Source: IAM API reference, GetAccessKeyLastUsed. */
import { rootArn } from '../../../domain/arn.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { AccessKey } from '../../../domain/entities.ts'
import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { askAboutUser } from '../user/userRecord.ts'
import { accessKeyLastUsed } from './lastUse.ts'

const ACTION = 'iam:GetAccessKeyLastUsed'

/** The key, if it is of the caller's account: another account's is as unknown as one that does not exist. */
async function keyOf({ accountId }: Caller, id: string, store: Reader): Promise<AccessKey | undefined> {
  const key = await store.accessKeys.byId(id)
  return key?.accountId === accountId ? key : undefined
}

/** When and for what a key of the account was last used. Asks about its user; for an unknown key about all users. */
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
    if (key === undefined) throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`)
    const user = await store.users.byId(key.userId)
    return {
      ...(user === undefined ? {} : { UserName: user.name }),
      AccessKeyLastUsed: await accessKeyLastUsed(key.id, store),
    }
  },
})
