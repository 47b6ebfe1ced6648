/** ListGroups. Source: IAM API reference, ListGroups. */
import { groupArn } from '../../../domain/arn.ts'
import type { ListGroupsRequest, ListGroupsResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { listQuery, pagingOutput } from '../paging.ts'
import { wireGroup } from './groupRecord.ts'

/** The account's groups in the order of their names, a page at a time. */
export const listGroups = readOperation<ListGroupsRequest, ListGroupsResponse>({
  name: 'ListGroups',

  /** AWS asks about the ARN up to the path, as its denials show: `arn:aws:iam::<account>:group/`. */
  authorize: ({ input, caller }) =>
    ask('iam:ListGroups', groupArn({ accountId: caller.accountId, path: input.PathPrefix ?? '/', name: '' })),

  async run({ input, caller }, store) {
    const page = await store.groups.listBare(caller.accountId, listQuery(input))
    return { Groups: page.items.map(wireGroup), ...pagingOutput(page) }
  },
})
