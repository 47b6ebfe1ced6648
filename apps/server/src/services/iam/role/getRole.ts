/** GetRole: one role in full. */
import type { GetRoleRequest, GetRoleResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { roleLastUsed } from '../lastUsed/lastUse.ts'
import { requireRole } from './requireRole.ts'
import { wireRole } from './roleOutput.ts'

export const getRole = readOperation<GetRoleRequest, GetRoleResponse>({
  name: 'GetRole',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:GetRole', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store, { clock }) {
    const role = await requireRole(store, caller, input.RoleName)
    return {
      Role: { ...(await wireRole(role, store)), RoleLastUsed: await roleLastUsed(role.id, store, clock.nowMs()) },
    }
  },
})
