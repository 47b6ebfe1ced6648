/** PutUserPolicy, PutGroupPolicy, PutRolePolicy: adds or replaces an inline policy. */
import { policySize } from '@brevet/policy'
import { ServiceError } from '../../../domain/errors.ts'
import { writeOperation } from '../../operation.ts'
import { type Holder, holderAsk, type HolderKind, type NameMember, requireModifiableHolder } from '../holderKind.ts'
import { checkPolicy } from '../policyText.ts'

type Input<M extends NameMember> = Readonly<Record<M | 'PolicyName' | 'PolicyDocument', string>>

/** Throws LimitExceeded when the holder's inline policies, with `document` as `name`, are larger than its kind may have. */
function checkSize(kind: HolderKind, holder: Holder, { name, document }: { name: string; document: string }): void {
  const others = holder.inlinePolicies.filter((policy) => policy.name !== name)
  const size = [document, ...others.map((policy) => policy.document)].reduce((sum, text) => sum + policySize(text), 0)
  if (size > kind.inlineSize)
    throw new ServiceError(
      'LimitExceeded',
      `Maximum policy size of ${kind.inlineSize} bytes exceeded for ${kind.noun} ${holder.name}`,
    )
}

/** Put<kind>Policy. */
export const putPolicy = <M extends NameMember>(kind: HolderKind<M>) =>
  writeOperation<Input<M>, object>({
    name: `Put${kind.title}Policy`,

    async authorize({ input, caller }, store) {
      const name = input[kind.member]
      const action = `iam:Put${kind.title}Policy`
      return [await holderAsk(kind, { action, name, accountId: caller.accountId, presentBoundary: true }, store)]
    },

    async run({ input, caller }, store) {
      const holder = await requireModifiableHolder(kind, store, {
        accountId: caller.accountId,
        name: input[kind.member],
      })
      const { PolicyName: name, PolicyDocument: document } = input
      checkSize(kind, holder, { name, document })
      checkPolicy(document, 'identity')
      await store.write.holders.putInlinePolicy(holder.id, name, document)
      return {}
    },
  })
