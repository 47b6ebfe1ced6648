/** ListSSHPublicKeys. Source: IAM API reference, ListSSHPublicKeys. */
import type { ListSSHPublicKeysRequest, ListSSHPublicKeysResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { askOwner, requireOwner } from '../user/owner.ts'
import { wireMetadata } from './keyRecord.ts'

/** The keys of a user, or of the caller, oldest first, a page at a time. The root user has none. */
export const listSshPublicKeys = readOperation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse>({
  name: 'ListSSHPublicKeys',

  authorize: (call, store) => askOwner('iam:ListSSHPublicKeys', call, store),

  async run(call, store) {
    const { user } = await requireOwner(call, store)
    const keys = user === undefined ? [] : await store.resources.ofOwner('sshPublicKey', user.id)
    const page = pageOf(keys, listQuery(call.input))
    return { SSHPublicKeys: page.items.map((key) => wireMetadata(user?.name ?? '', key)), ...pagingOutput(page) }
  },
})
