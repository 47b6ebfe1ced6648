/** ListInstanceProfiles and ListInstanceProfilesForRole. Source: IAM API reference, the operations of those names. */
import { instanceProfileArn } from '../../../domain/arn.ts'
import type {
  InstanceProfile,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { listQuery, pageOf, pagingOutput } from '../paging.ts'
import { requireRole } from '../role/requireRole.ts'
import { listedProfile, type ProfileRecord } from './profileRecord.ts'

/** The account's instance profiles in the order of their names, below a path. */
export const listInstanceProfiles = readOperation<ListInstanceProfilesRequest, ListInstanceProfilesResponse>({
  name: 'ListInstanceProfiles',

  /** AWS asks about the ARN up to the path, as its denials show. */
  authorize: ({ input: { PathPrefix: path = '/' }, caller: { accountId } }) =>
    ask('iam:ListInstanceProfiles', instanceProfileArn({ accountId, path, name: '' })),

  async run({ input, caller: { accountId } }, store) {
    const page = await store.resources.list('instanceProfile', accountId, listQuery(input))
    return { InstanceProfiles: await shown(page.items, store), ...pagingOutput(page) }
  },
})

/** The instance profiles that hold a role, oldest first. Throws NoSuchEntity. */
export const listInstanceProfilesForRole = readOperation<
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse
>({
  name: 'ListInstanceProfilesForRole',

  async authorize({ input: { RoleName: name }, caller: { accountId } }, store) {
    return [await holderAsk(roleKind, { action: 'iam:ListInstanceProfilesForRole', accountId, name }, store)]
  },

  async run({ input, caller }, store) {
    const role = await requireRole(store, caller, input.RoleName)
    const page = pageOf(await store.resources.ofOwner('instanceProfile', role.id), listQuery(input))
    return { InstanceProfiles: await shown(page.items, store), ...pagingOutput(page) }
  },
})

async function shown(profiles: readonly ProfileRecord[], store: Reader): Promise<readonly InstanceProfile[]> {
  const listed: InstanceProfile[] = []
  for (const profile of profiles) listed.push(await listedProfile(profile, store))
  return listed
}
