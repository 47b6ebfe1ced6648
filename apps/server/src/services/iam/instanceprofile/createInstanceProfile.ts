/** CreateInstanceProfile. Source: IAM API reference, CreateInstanceProfile. */
import { instanceProfileArn } from '../../../domain/arn.ts'
import { uniqueId } from '../../../domain/ids.ts'
import type {
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { ask, requestTagKeys } from '../askEntity.ts'
import { entityAlreadyExists } from '../entityErrors.ts'
import { fromWire, withTags } from '../tags.ts'
import { createdProfile, type ProfileRecord } from './profileRecord.ts'

/** Creates an instance profile without a role. With tags it also needs iam:TagInstanceProfile. */
export const createInstanceProfile = writeOperation<CreateInstanceProfileRequest, CreateInstanceProfileResponse>({
  name: 'CreateInstanceProfile',

  authorize({ input: { InstanceProfileName: name, Path: path = '/', Tags }, caller: { accountId } }) {
    const arn = instanceProfileArn({ accountId, path, name })
    const tagKeys = requestTagKeys(fromWire(Tags))
    return [
      ...ask('iam:CreateInstanceProfile', arn, tagKeys),
      ...(tagKeys.length === 0 ? [] : ask('iam:TagInstanceProfile', arn, tagKeys)),
    ]
  },

  async run({ input: { InstanceProfileName: name, Path: path = '/', Tags }, caller: { accountId } }, store, effects) {
    const tags = withTags([], Tags)
    if ((await store.resources.byName('instanceProfile', accountId, name)) !== undefined)
      throw entityAlreadyExists(`Instance Profile ${name} already exists.`)
    await effects.quotas.check('InstanceProfilesPerAccount', accountId, (id) =>
      store.resources.count('instanceProfile', id),
    )
    const profile: ProfileRecord = {
      kind: 'instanceProfile',
      accountId,
      id: uniqueId('AIPA', effects.random),
      name,
      path,
      createdAtMs: effects.clock.nowMs(),
      tags,
      facts: {},
    }
    await store.write.resources.create(profile)
    return { InstanceProfile: await createdProfile(profile, store) }
  },
})
