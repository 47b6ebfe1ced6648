/** DeleteUserPolicy, DeleteGroupPolicy, DeleteRolePolicy: removes an inline policy. */
import { writeOperation } from '../../operation.ts'
import { holderAsk, type HolderKind, type NameMember, requireModifiableHolder } from '../holderKind.ts'
import { requireInlinePolicy } from './inlinePolicy.ts'

type Input<M extends NameMember> = Readonly<Record<M | 'PolicyName', string>>

/** Delete<kind>Policy. */
export const deletePolicy = <M extends NameMember>(kind: HolderKind<M>) =>
  writeOperation<Input<M>, object>({
    name: `Delete${kind.title}Policy`,

    async authorize({ input, caller }, store) {
      const name = input[kind.member]
      const action = `iam:Delete${kind.title}Policy`
      return [await holderAsk(kind, { action, name, accountId: caller.accountId, presentBoundary: true }, store)]
    },

    async run({ input, caller }, store) {
      const holder = await requireModifiableHolder(kind, store, {
        accountId: caller.accountId,
        name: input[kind.member],
      })
      const { name } = requireInlinePolicy(kind, holder, input.PolicyName)
      await store.write.holders.deleteInlinePolicy(holder.id, name)
      return {}
    },
  })
