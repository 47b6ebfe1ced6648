/** UpdateAssumeRolePolicy: replaces a role's trust policy. Sessions that exist keep living, as at AWS. */
import type { UpdateAssumeRolePolicyRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { storedTrustPolicy } from '../trustPrincipals.ts'
import { requireModifiableRole } from './requireRole.ts'

export const updateAssumeRolePolicy = writeOperation<UpdateAssumeRolePolicyRequest, object>({
  name: 'UpdateAssumeRolePolicy',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:UpdateAssumeRolePolicy', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store) {
    const { id } = await requireModifiableRole(store, caller, input.RoleName)
    const trustPolicy = await storedTrustPolicy(input.PolicyDocument, caller.accountId, store)
    await store.write.roles.update(id, { trustPolicy })
    return {}
  },
})
