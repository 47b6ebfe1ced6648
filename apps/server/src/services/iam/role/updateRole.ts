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

const DEFAULT_SESSION_SECONDS = 3_600

/**
 * A description that is left out stays. A session duration that is left out becomes one hour: "If you do not specify a
 * value for this setting, the default value of one hour is applied" (IAM API reference, UpdateRole). Of a role that is
 * linked to a service only the description changes: UnmodifiableEntity.
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
      maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
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
    return { Role: await wireRole({ ...role, description: input.Description }, store) }
  },
})
