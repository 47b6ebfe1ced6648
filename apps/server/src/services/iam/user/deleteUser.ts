/** DeleteUser. Source: IAM API reference, DeleteUser. */
import type { User } from '../../../domain/entities.ts'
import type { DeleteUserRequest, DeleteUserResponse } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { writeOperation } from '../../operation.ts'
import { endSessions } from '../endSessions.ts'
import { deleteConflict } from '../entityErrors.ts'

import { askUser, requireUser } from './userRecord.ts'

/** Deletes a user that nothing hangs on any more, and ends its sessions at once. */
export const deleteUser = writeOperation<DeleteUserRequest, DeleteUserResponse>({
  name: 'DeleteUser',

  authorize: ({ input, caller }, store) =>
    askUser('iam:DeleteUser', { user: { accountId: caller.accountId, name: input.UserName } }, store),

  async run({ input, caller }, store, { clock }) {
    const user = await requireUser(store, caller.accountId, input.UserName)
    await refuseWhereInUse(user, store)
    await store.write.users.delete(user.id)
    await endSessions(store, { kind: 'principal', subject: user.id, reason: 'user deleted' }, clock.nowMs())
    return {}
  },
})

/** Account resources that hang on users, and what AWS says must be done first. */
const HANGING = [
  ['loginProfile', 'delete login profile'],
  ['signingCertificate', 'delete certificates'],
  ['sshPublicKey', 'remove referenced objects'],
  ['serviceSpecificCredential', 'remove referenced objects'],
] as const

/** Throws DeleteConflict for the first thing that hangs on the user, in the order of AWS's list of what to remove. */
async function refuseWhereInUse(user: User, store: Reader): Promise<void> {
  if ((await store.accessKeys.ofUser(user.id)).length > 0) throw deleteConflict('delete access keys first')
  for (const [kind, what] of HANGING)
    if ((await store.resources.ofOwner(kind, user.id)).length > 0) throw deleteConflict(`${what} first`)
  if ((await store.mfaDevices.ofUser(user.id)).length > 0) throw deleteConflict('remove tokens from principal first')
  if (user.inlinePolicies.length > 0) throw deleteConflict('delete policies first')
  if (user.attachedPolicyArns.length > 0) throw deleteConflict('detach all policies first')
  if (user.groupIds.length > 0) throw deleteConflict('remove users from group first')
}
