/** GetUserPolicy, GetGroupPolicy, GetRolePolicy: one inline policy with its document. */
import { readOperation } from '../../operation.ts'
import { holderAsk, type HolderKind, type NameMember, requireHolder } from '../holderKind.ts'
import { percentEncoded } from '../policyText.ts'
import { requireInlinePolicy } from './inlinePolicy.ts'

type Input<M extends NameMember> = Readonly<Record<M | 'PolicyName', string>>

/** Get<kind>Policy. */
export const getPolicy = <M extends NameMember>(kind: HolderKind<M>) =>
  readOperation<Input<M>, object>({
    name: `Get${kind.title}Policy`,

    async authorize({ input, caller }, store) {
      const action = `iam:Get${kind.title}Policy`
      return [await holderAsk(kind, { action, name: input[kind.member], accountId: caller.accountId }, store)]
    },

    async run({ input, caller }, store) {
      const holder = await requireHolder(kind, store, { accountId: caller.accountId, name: input[kind.member] })
      const { name, document } = requireInlinePolicy(kind, holder, input.PolicyName)
      return { [kind.member]: holder.name, PolicyName: name, PolicyDocument: percentEncoded(document) }
    },
  })
