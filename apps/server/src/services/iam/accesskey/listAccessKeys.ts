/** ListAccessKeys. Source: IAM API reference, ListAccessKeys. */
import type { ListAccessKeysRequest, ListAccessKeysResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { askOwner, ownerName, requireOwner } from '../user/owner.ts'

/** The keys of a user, or of the caller, oldest first and without their secrets. */
export const listAccessKeys = readOperation<ListAccessKeysRequest, ListAccessKeysResponse>({
  name: 'ListAccessKeys',

  authorize: (call, store) => askOwner('iam:ListAccessKeys', call, store),

  async run(call, store) {
    const owner = await requireOwner(call, store)
    const page = pageOf(await store.accessKeys.ofUser(owner.id), listQuery(call.input))
    const keys = page.items.map((key) => ({
      ...ownerName(owner),
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: key.createdAtMs,
    }))
    return { AccessKeyMetadata: keys, ...pagingOutput(page) }
  },
})
