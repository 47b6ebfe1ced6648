/** DetachUserPolicy, DetachGroupPolicy, DetachRolePolicy: takes a managed policy from a holder. */
import { writeOperation } from '../../operation.ts'
import { policyArnKey } from '../askEntity.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { holderAsk, type HolderKind, type NameMember, requireModifiableHolder } from '../holderKind.ts'
import { requirePolicyArn } from '../managedPolicies.ts'

type Input<M extends NameMember> = Readonly<Record<M | 'PolicyArn', string>>

/** Detach<kind>Policy. Throws NoSuchEntity, InvalidInput for what is no policy's ARN, UnmodifiableEntity. */
export const detachPolicy = <M extends NameMember>(kind: HolderKind<M>) =>
  writeOperation<Input<M>, object>({
    name: `Detach${kind.title}Policy`,

    async authorize({ input, caller: { accountId } }, store) {
      const action = `iam:Detach${kind.title}Policy`
      const context = policyArnKey(input.PolicyArn)
      const request = { action, name: input[kind.member], accountId, presentBoundary: true, context }
      return [await holderAsk(kind, request, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const holder = await requireModifiableHolder(kind, store, { accountId, name: input[kind.member] })
      const arn = input.PolicyArn
      requirePolicyArn(arn)
      if (!holder.attachedPolicyArns.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
      await store.write.holders.detachPolicy(holder.id, arn)
      return {}
    },
  })
