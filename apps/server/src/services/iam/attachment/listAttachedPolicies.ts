/** ListAttachedUserPolicies, ListAttachedGroupPolicies, ListAttachedRolePolicies: the managed policies a holder has. */
import { parseArn, pathAndName } from '../../../domain/arn.ts'
import { readOperation } from '../../operation.ts'
import { holderAsk, type HolderKind, type NameMember, requireHolder } from '../holderKind.ts'
import { listQuery, pageOf, type PagingInput, pagingOutput } from '../paging.ts'

type Input<M extends NameMember> = Readonly<Record<M, string>> & PagingInput

/** Path and name of an attached policy: a policy cannot move or be renamed, so its ARN has both. */
const parts = (arn: string) => ({ arn, ...pathAndName(parseArn(arn)?.resource ?? '') })

/** ListAttached<kind>Policies, in the order they were attached. */
export const listAttachedPolicies = <M extends NameMember>(kind: HolderKind<M>) =>
  readOperation<Input<M>, object>({
    name: `ListAttached${kind.title}Policies`,

    async authorize({ input, caller: { accountId } }, store) {
      const action = `iam:ListAttached${kind.title}Policies`
      return [await holderAsk(kind, { action, name: input[kind.member], accountId }, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const holder = await requireHolder(kind, store, { accountId, name: input[kind.member] })
      const prefix = input.PathPrefix ?? '/'
      const policies = holder.attachedPolicyArns.map(parts).filter(({ path }) => path?.startsWith(prefix))
      const page = pageOf(policies, listQuery(input))
      const attached = page.items.map(({ arn, name }) => ({ PolicyName: name, PolicyArn: arn }))
      return { AttachedPolicies: attached, ...pagingOutput(page) }
    },
  })
