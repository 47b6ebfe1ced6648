/** AttachUserPolicy, AttachGroupPolicy, AttachRolePolicy: gives a holder a managed policy. */
import { QUOTAS } from '../../../domain/quotas.ts'
import { writeOperation } from '../../operation.ts'
import { policyArnKey } from '../askEntity.ts'
import { limitExceeded } from '../entityErrors.ts'
import { holderAsk, type HolderKind, type NameMember, requireModifiableHolder } from '../holderKind.ts'
import { requirePolicy } from '../managedPolicies.ts'

type Input<M extends NameMember> = Readonly<Record<M | 'PolicyArn', string>>

/** Attach<kind>Policy. Attaching what is attached already changes nothing. */
export const attachPolicy = <M extends NameMember>(kind: HolderKind<M>) =>
  writeOperation<Input<M>, object>({
    name: `Attach${kind.title}Policy`,

    async authorize({ input, caller: { accountId } }, store) {
      const action = `iam:Attach${kind.title}Policy`
      const context = policyArnKey(input.PolicyArn)
      const request = { action, name: input[kind.member], accountId, presentBoundary: true, context }
      return [await holderAsk(kind, request, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const holder = await requireModifiableHolder(kind, store, { accountId, name: input[kind.member] })
      const { arn } = await requirePolicy(store, { arn: input.PolicyArn, accountId, for: 'attach' })
      if (holder.attachedPolicyArns.includes(arn)) return {}
      const limit = QUOTAS[kind.attachQuota]
      if (holder.attachedPolicyArns.length >= limit) throw limitExceeded(kind.attachQuota, limit)
      await store.write.holders.attachPolicy(holder.id, arn)
      return {}
    },
  })
