/** AddRoleToInstanceProfile and RemoveRoleFromInstanceProfile. Source: IAM API reference, the operations of those names. */
import type {
  AddRoleToInstanceProfileRequest,
  RemoveRoleFromInstanceProfileRequest,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { limitExceeded, noSuchEntity } from '../entityErrors.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { requireModifiableRole, requireRole } from '../role/requireRole.ts'
import { instanceProfileKind } from './profileRecord.ts'

/** Instance profiles exist for EC2: `iam:PassedToService` says so when a role is put into one. */
const PASSED_TO = [{ key: 'iam:PassedToService', value: 'ec2.amazonaws.com' }]

/**
 * Puts a role into an instance profile that has none; the caller must be allowed to pass the role. A second role is too
 * many, the same one again too: LimitExceeded. Throws NoSuchEntity, UnmodifiableEntity.
 */
export const addRoleToInstanceProfile = writeOperation<AddRoleToInstanceProfileRequest, object>({
  name: 'AddRoleToInstanceProfile',

  async authorize({ input: { InstanceProfileName: named, RoleName: name }, caller: { accountId } }, store) {
    return [
      await resourceAsk(instanceProfileKind, { action: 'iam:AddRoleToInstanceProfile', accountId, named }, store),
      await holderAsk(roleKind, { action: 'iam:PassRole', accountId, name, context: PASSED_TO }, store),
    ]
  },

  async run({ input: { InstanceProfileName: named, RoleName }, caller }, store) {
    const { id, ownerId } = await requireResource(instanceProfileKind, store, { accountId: caller.accountId, named })
    const role = await requireModifiableRole(store, caller, RoleName)
    if (ownerId !== undefined) throw limitExceeded('InstanceSessionsPerInstanceProfile', 1)
    await store.write.resources.update('instanceProfile', id, { ownerId: role.id })
    return {}
  },
})

/** Takes the role out again. Throws NoSuchEntity where the profile does not hold it. */
export const removeRoleFromInstanceProfile = writeOperation<RemoveRoleFromInstanceProfileRequest, object>({
  name: 'RemoveRoleFromInstanceProfile',

  async authorize({ input: { InstanceProfileName: named }, caller: { accountId } }, store) {
    const action = 'iam:RemoveRoleFromInstanceProfile'
    return [await resourceAsk(instanceProfileKind, { action, accountId, named }, store)]
  },

  async run({ input: { InstanceProfileName: named, RoleName }, caller }, store) {
    const { id, ownerId } = await requireResource(instanceProfileKind, store, { accountId: caller.accountId, named })
    const role = await requireRole(store, caller, RoleName)
    // The sentence is from memory of AWS's.
    if (ownerId !== role.id) throw noSuchEntity(`Role ${RoleName} in Instance Profile ${named} cannot be found.`)
    await store.write.resources.update('instanceProfile', id, { ownerId: null })
    return {}
  },
})
