/** ListUserPolicies, ListGroupPolicies, ListRolePolicies: the names of inline policies. */
import { readOperation } from '../../operation.ts'
import { holderAsk, type HolderKind, type NameMember, requireHolder } from '../holderKind.ts'
import { listQuery, pageOf, type PagingInput, pagingOutput } from '../paging.ts'

type Input<M extends NameMember> = Readonly<Record<M, string>> & Pick<PagingInput, 'Marker' | 'MaxItems'>

/** List<kind>Policies. */
export const listPolicies = <M extends NameMember>(kind: HolderKind<M>) =>
  readOperation<Input<M>, object>({
    name: `List${kind.title}Policies`,

    async authorize({ input, caller }, store) {
      const action = `iam:List${kind.title}Policies`
      return [await holderAsk(kind, { action, name: input[kind.member], accountId: caller.accountId }, store)]
    },

    async run({ input, caller }, store) {
      const holder = await requireHolder(kind, store, { accountId: caller.accountId, name: input[kind.member] })
      const page = pageOf(holder.inlinePolicies.map(({ name }) => name).toSorted(), listQuery(input))
      return { PolicyNames: page.items, ...pagingOutput(page) }
    },
  })
