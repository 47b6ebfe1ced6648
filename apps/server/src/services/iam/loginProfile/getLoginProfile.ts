/** GetLoginProfile. Source: IAM API reference, GetLoginProfile. */
import type { GetLoginProfileRequest, GetLoginProfileResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { askOwner } from '../user/owner.ts'
import { requireProfile, requireProfileUser, wireProfile } from './profileRecord.ts'

/** Whether a user has a console password, and since when. */
export const getLoginProfile = readOperation<GetLoginProfileRequest, GetLoginProfileResponse>({
  name: 'GetLoginProfile',

  authorize: (call, store) => askOwner('iam:GetLoginProfile', call, store),

  async run(call, store) {
    const user = await requireProfileUser(call, store)
    return { LoginProfile: wireProfile(user, await requireProfile(store, user)) }
  },
})
