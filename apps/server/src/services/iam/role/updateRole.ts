/** UpdateRole and UpdateRoleDescription: what a role says about itself and how long its sessions may be. */
import type {
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
  UpdateRoleResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { requireModifiableRole, requireRole } from './requireRole.ts'
import { wireRole } from './roleOutput.ts'

/**
 * What is left out stays, the session duration too: the IAM API reference says that it becomes one hour, and AWS's recorded
 * answers show that it does not (LocalStack, test_iam_roles, 2026). Of a role that is linked to a service only the
 * description changes: UnmodifiableEntity.
 */
export const updateRole = writeOperation<UpdateRoleRequest, UpdateRoleResponse>({
  name: 'UpdateRole',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:UpdateRole', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store) {
    const requireIt = input.MaxSessionDuration === undefined ? requireRole : requireModifiableRole
    const { id } = await requireIt(store, caller, input.RoleName)
    await store.write.roles.update(id, {
      ...(input.MaxSessionDuration === undefined ? {} : { maxSessionSeconds: input.MaxSessionDuration }),
      ...(input.Description === undefined ? {} : { description: input.Description }),
    })
    return {}
  },
})

export const updateRoleDescription = writeOperation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse>({
  name: 'UpdateRoleDescription',

  async authorize({ input, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:UpdateRoleDescription', accountId, name: input.RoleName }, store)]
  },

  async run({ input, caller }, store) {
    const role = await requireRole(store, caller, input.RoleName)
    await store.write.roles.update(role.id, { description: input.Description })
    // As the same recordings show: without the session duration.
    const { MaxSessionDuration: _, ...shown } = await wireRole({ ...role, description: input.Description }, store)
    return { Role: shown }
  },
})
