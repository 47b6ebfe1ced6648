/** GetInstanceProfile. Source: IAM API reference, GetInstanceProfile. */
import type { GetInstanceProfileRequest, GetInstanceProfileResponse } from '../../../protocol/types/iam.generated.ts'
import { readOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { instanceProfileKind, wireProfile } from './profileRecord.ts'

/** One instance profile in full. Throws NoSuchEntity. */
export const getInstanceProfile = readOperation<GetInstanceProfileRequest, GetInstanceProfileResponse>({
  name: 'GetInstanceProfile',

  async authorize({ input: { InstanceProfileName: named }, caller: { accountId } }, store) {
    return [await resourceAsk(instanceProfileKind, { action: 'iam:GetInstanceProfile', accountId, named }, store)]
  },

  async run({ input: { InstanceProfileName: named }, caller: { accountId } }, store) {
    const profile = await requireResource(instanceProfileKind, store, { accountId, named })
    return { InstanceProfile: await wireProfile(profile, store) }
  },
})
