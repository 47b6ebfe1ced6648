/** GetRole: one role in full. RoleLastUsed is left out: when a role was last used is not kept yet. */
import type { GetRoleRequest, GetRoleResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { requireRole } from './requireRole.ts'
import { wireRole } from './roleOutput.ts'

export const getRole = readOperation<GetRoleRequest, GetRoleResponse>({
  name: 'GetRole',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:GetRole', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store) {
    return { Role: await wireRole(await requireRole(store, caller, input.RoleName), store) }
  },
})
