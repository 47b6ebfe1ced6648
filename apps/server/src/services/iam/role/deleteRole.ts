/** DeleteRole: deletes a role that holds no policies and is in no instance profile, and ends its sessions at once. */
import type { DeleteRoleRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { endSessions } from '../endSessions.ts'
import { deleteConflict } from '../entityErrors.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { requireModifiableRole } from './requireRole.ts'

export const deleteRole = writeOperation<DeleteRoleRequest, object>({
  name: 'DeleteRole',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:DeleteRole', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store, { clock }) {
    const role = await requireModifiableRole(store, caller, input.RoleName)
    if ((await store.resources.ofOwner('instanceProfile', role.id)).length > 0)
      throw deleteConflict('remove roles from instance profile first')
    if (role.attachedPolicyArns.length > 0) throw deleteConflict('detach all policies first')
    if (role.inlinePolicies.length > 0) throw deleteConflict('delete policies first')
    await store.write.roles.delete(role.id)
    await endSessions(store, { kind: 'principal', subject: role.id, reason: 'role deleted' }, clock.nowMs())
    return {}
  },
})
