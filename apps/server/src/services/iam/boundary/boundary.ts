/** Put and Delete of the permissions boundary of users and roles. */
import { writeOperation } from '../../operation.ts'
import { boundaryKey } from '../askEntity.ts'
import { holderAsk, type HolderKind, type NameMember, requireModifiableHolder } from '../holderKind.ts'
import { requirePolicy } from '../managedPolicies.ts'

/** Kinds of holders that can have a boundary. */
export type BoundaryMember = Exclude<NameMember, 'GroupName'>

type PutInput<M extends BoundaryMember> = Readonly<Record<M | 'PermissionsBoundary', string>>
type DeleteInput<M extends BoundaryMember> = Readonly<Record<M, string>>

/** Put<kind>PermissionsBoundary: asked about with the boundary being set, as AWS does. */
export const putBoundary = <M extends BoundaryMember>(kind: HolderKind<M>) =>
  writeOperation<PutInput<M>, object>({
    name: `Put${kind.title}PermissionsBoundary`,

    async authorize({ input, caller: { accountId } }, store) {
      const action = `iam:Put${kind.title}PermissionsBoundary`
      const context = boundaryKey(input.PermissionsBoundary)
      return [await holderAsk(kind, { action, name: input[kind.member], accountId, context }, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const holder = await requireModifiableHolder(kind, store, { accountId, name: input[kind.member] })
      const { arn } = await requirePolicy(store, { arn: input.PermissionsBoundary, accountId, for: 'boundary' })
      await store.write.holders.setBoundary(holder.id, arn)
      return {}
    },
  })

/** Delete<kind>PermissionsBoundary: asked about with the boundary being removed. No effect where there is none. */
export const deleteBoundary = <M extends BoundaryMember>(kind: HolderKind<M>) =>
  writeOperation<DeleteInput<M>, object>({
    name: `Delete${kind.title}PermissionsBoundary`,

    async authorize({ input, caller: { accountId } }, store) {
      const action = `iam:Delete${kind.title}PermissionsBoundary`
      return [await holderAsk(kind, { action, name: input[kind.member], accountId, presentBoundary: true }, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const holder = await requireModifiableHolder(kind, store, { accountId, name: input[kind.member] })
      await store.write.holders.setBoundary(holder.id, undefined)
      return {}
    },
  })
